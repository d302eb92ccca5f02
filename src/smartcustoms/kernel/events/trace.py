"""The trace that an event carries from the request that caused it to the last step that follows (W3C trace context)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_FORMAT: Final = TraceContextTextMapPropagator()
_IDS: Final = RandomIdGenerator()
_TRACER: Final = trace.get_tracer("smartcustoms")


def current_trace() -> str | None:
    """Give the present traceparent; None when nothing is being traced."""
    carrier: dict[str, str] = {}
    _FORMAT.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def following(traceparent: str | None, name: str) -> Iterator[None]:
    """Work inside a span that follows a traceparent; without one a new trace begins.

    Trace ids flow, into logs and events, also when no collector is set and spans are recorded nowhere.
    """
    parent = _FORMAT.extract({"traceparent": traceparent}) if traceparent else trace.set_span_in_context(_new_root())
    with _TRACER.start_as_current_span(name, context=parent):
        yield


def _new_root() -> NonRecordingSpan:
    ids = SpanContext(_IDS.generate_trace_id(), _IDS.generate_span_id(), is_remote=True, trace_flags=TraceFlags(1))
    return NonRecordingSpan(ids)
