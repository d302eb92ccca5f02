"""What can be done about e-locks: register them and their journeys, sign steps, take fixes, answer alarms, send commands."""

from smartcustoms.trade.elocks.actions.answering import acknowledge, close_alarm, escalate, escalate_overdue
from smartcustoms.trade.elocks.actions.attesting import (
    StatementRefused,
    attest,
    checkpoint_for,
    cosign,
    know_partner,
    take_cosignature,
    take_verdict,
)
from smartcustoms.trade.elocks.actions.claiming import claims, registered
from smartcustoms.trade.elocks.actions.commanding import (
    command,
    commands_due,
    count_refused,
    note_answer,
)
from smartcustoms.trade.elocks.actions.life import (
    NewJourney,
    keys_of,
    make_days,
    register_journey,
    register_journeys,
    register_lock,
    register_locks,
    step,
)
from smartcustoms.trade.elocks.actions.point import look_at_seal
from smartcustoms.trade.elocks.actions.rehearsing import register_simulated
from smartcustoms.trade.elocks.actions.running import (
    draw_corridor,
    learn_corridor,
    note_breach,
    register_participant,
)
from smartcustoms.trade.elocks.actions.taking import Watches, take, tick
from smartcustoms.trade.elocks.actions.unlocking import (
    answer_challenge,
    offline_key,
    permit_unlock,
    require_two,
    take_token,
)
from smartcustoms.trade.elocks.actions.witnessing import see_truck

__all__ = [
    "NewJourney",
    "StatementRefused",
    "Watches",
    "acknowledge",
    "answer_challenge",
    "attest",
    "checkpoint_for",
    "claims",
    "close_alarm",
    "command",
    "commands_due",
    "cosign",
    "count_refused",
    "draw_corridor",
    "escalate",
    "escalate_overdue",
    "keys_of",
    "know_partner",
    "learn_corridor",
    "look_at_seal",
    "make_days",
    "note_answer",
    "note_breach",
    "offline_key",
    "permit_unlock",
    "register_journey",
    "register_journeys",
    "register_lock",
    "register_locks",
    "register_participant",
    "register_simulated",
    "registered",
    "require_two",
    "see_truck",
    "step",
    "take",
    "take_cosignature",
    "take_token",
    "take_verdict",
    "tick",
]
