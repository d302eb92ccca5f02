"""Logs as structured lines, and traces and metrics by OpenTelemetry: set up once a process, by `set_up`.

Every log line made while something is traced carries its trace id, with or without a collector. Exporters run only when
`SMARTCUSTOMS_OTLP` names one.
"""

import logging
import sys
from typing import Any, Final

import structlog
from opentelemetry import metrics, trace

from smartcustoms.kernel.settings import Settings

_LEVELS: Final = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning", "error")}


class LevelUnknown(ValueError):
    """`SMARTCUSTOMS_LOG` is none of debug, info, warning, error."""


def set_up(settings: Settings, service: str, *, lines: str | None = None) -> None:
    """Set up logs, and traces and metrics when a collector is set.

    Args:
        settings: `log` is the least level, `otlp` the collector.
        service: "web" or "worker", named in each line and span.
        lines: "json" or "console"; None: console at a terminal, else JSON.
    """
    set_up_logs(settings.log, service, lines or ("console" if sys.stderr.isatty() else "json"))
    if settings.otlp:
        set_up_export(settings.otlp.rstrip("/"), service)


def set_up_logs(level: str, service: str, lines: str) -> None:
    """Send our log lines and those of libraries to standard error, in one form.

    Raises:
        LevelUnknown: the level is not one of four.
    """
    if level not in _LEVELS:
        raise LevelUnknown(f"SMARTCUSTOMS_LOG={level!r}: write {', '.join(_LEVELS)}")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        _Named(service),
    ]
    form: Any = structlog.processors.JSONRenderer() if lines == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, form] if lines == "json" else [*shared, form],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, form]
    sink = logging.StreamHandler(sys.stderr)
    sink.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(max(_LEVELS[level], logging.WARNING))


def set_up_export(collector: str, service: str) -> None:
    """Send spans and metrics to a collector over OTLP/HTTP. Its packages are imported only here: they cost a second of start-up."""
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    about = Resource.create({"service.name": f"smartcustoms-{service}", "service.namespace": "smartcustoms"})
    traces = TracerProvider(resource=about)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{collector}/v1/traces")))
    trace.set_tracer_provider(traces)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{collector}/v1/metrics"), 15_000)
    metrics.set_meter_provider(MeterProvider(resource=about, metric_readers=[reader]))


class _Named:
    """Puts the service's name into each line."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
        line["service"] = self._service
        return line


def _with_trace(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace"] = f"{context.trace_id:032x}"
    return line
