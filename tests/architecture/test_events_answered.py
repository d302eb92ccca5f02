"""Every event has a reaction, or a line saying why none is needed."""

import inspect
import re

from smartcustoms.app.discover import discover, reactions
from smartcustoms.kernel.events.model import Event
from smartcustoms.reactions import UNANSWERED


def published() -> dict[str, type[Event]]:
    """Give the events that capabilities publish, by name."""
    modules = [module for capability in discover() if (module := capability.module("events"))]
    return {
        name: kind
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Event) and kind.__module__ == module.__name__
    }


def test_there_are_events() -> None:
    assert {"LaneAssigned", "ExaminationCompleted", "DeclarationLodged"} <= set(published())


def test_every_event_is_answered_or_says_why_not() -> None:
    answered = {each.event.__name__ for each in reactions()}
    assert set(published()) - answered - set(UNANSWERED) == set(), "write reactions/<event>.py or a line in UNANSWERED"
    assert answered & set(UNANSWERED) == set(), "an event has a reaction and a line why it has none"
    assert set(UNANSWERED) <= set(published()), "a line is about an event that is not there"


def test_each_reaction_file_is_named_after_its_event_and_says_what_follows() -> None:
    for each in reactions():
        module = inspect.getmodule(each.steps[0])
        assert module is not None
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", each.event.__name__).lower()  # ELockTampered: elock_tampered
        assert module.__name__.endswith(f"reactions.{snake}")
        assert module.__doc__
        assert all(step.__doc__ for step in each.steps)


def test_no_two_reactions_to_one_event() -> None:
    names = [each.event.__name__ for each in reactions()]
    assert len(names) == len(set(names))
