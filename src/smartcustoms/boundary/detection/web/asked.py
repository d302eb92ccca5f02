"""Words and types that the pages and the JSON of alarms share."""

from typing import Annotated

from fastapi import Depends, Query

from smartcustoms.boundary.detection.model import BRING_REPORT, DECIDE, SEE_ALARMS, SET_POINT, State
from smartcustoms.boundary.scans.model import Decision, Flag, ReportKind
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.words.model import Sentence, sentence

Sees = Annotated[Actor, Depends(may(SEE_ALARMS))]
Decides = Annotated[Actor, Depends(may(DECIDE))]
Brings = Annotated[Actor, Depends(may(BRING_REPORT))]
Chooses = Annotated[Actor, Depends(may(SET_POINT))]
Page = Annotated[int, Query(ge=1, le=100_000)]
SIZE = 50

STATES: dict[State, Sentence] = {
    State.WAITING: sentence("Waiting for an officer"),
    State.SECOND_LOOK: sentence("Waiting for a second look"),
    State.CLEAR: sentence("Clear"),
    State.SUSPECT: sentence("Suspect"),
}
REPORT_KINDS: dict[ReportKind, Sentence] = {
    ReportKind.MACHINE: sentence("Report of a machine"),
    ReportKind.OPERATOR: sentence("Report of an officer"),
    ReportKind.GROUND_TRUTH: sentence("Report of what was really there"),
    ReportKind.OTHER: sentence("Report of several"),
}
DECISIONS: dict[Decision, Sentence] = {
    Decision.ALARM: sentence("Alarm"),
    Decision.CLEAR: sentence("Clear"),
    Decision.UNKNOWN: sentence("Not said"),
}
FLAGS: dict[Flag, Sentence] = {
    Flag.HIGH_THREAT: sentence("High threat"),
    Flag.THREAT: sentence("Threat"),
    Flag.NO_THREAT: sentence("No threat"),
    Flag.UNKNOWN: sentence("Not said"),
}
PROJECTED_WORDS: dict[str, Sentence] = {
    "gun": sentence("firearm"),
    "knife": sentence("knife or scissors"),
    "drugs": sentence("drugs"),
    "explosive": sentence("explosive"),
    "liquid": sentence("liquid that burns"),
    "cigarettes": sentence("cigarettes"),
    "cash": sentence("banknotes"),
}
SETS: dict[str, Sentence] = {
    "held_out": sentence("Held out: other bags and things than in training, same kind of scanner"),
    "other_beam": sentence("Another beam"),
    "other_detector": sentence("Another detector: more scatter, blur, drift"),
    "unseen_shapes": sentence("Shapes that training never held"),
    "textured": sentence("Goods with a texture: prills, crystals, rice, sugar, bricks of banknotes"),
}
