"""A journey's life as both sides sign it: each step by the administration whose step it is, each naming the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from smartcustoms.trade.elocks.model import FrameRefused, Stage
from smartcustoms.trade.elocks.proofs.statements import Statement, read, state
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.proofs.verdicts import Contract
from smartcustoms.trade.elocks.protocols.native import link
from smartcustoms.trade.elocks.signing.suites import SigningKey

STEP: Final = "step"
NOTHING: Final = bytes(32)
"""What the first step names as the one before it."""


ORDER: Final = tuple(Stage)
AT_ARRIVAL: Final = ORDER.index(Stage.HANDED_OVER)
"""From here on the steps are the destination's administration's."""


class Findings(Protocol):
    """Where what is proved and what is wrong is noted."""

    proved: list[str]

    def wrong(self, code: str, says: str) -> None:
        """Note a fault."""

    def refused(self, where: str, refused: FrameRefused) -> None:
        """Note a fault that a reader told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: which, of which journey, by whom, when (Unix milliseconds), and the hash of the step before it."""

    journey: str
    stage: Stage
    administration: str
    officer: str
    at: int
    before: bytes

    def signed(self, key: SigningKey) -> bytes:
        """Sign it."""
        body = {
            "journey": self.journey, "stage": self.stage.value, "administration": self.administration, "officer": self.officer,
            "at": self.at, "before": self.before.hex(),
        }  # fmt: skip
        return state(STEP, body, key)


def read_step(raw: bytes) -> tuple[Step, Statement]:
    """Read a step; its signature is not checked yet."""
    found = read(raw, STEP)
    try:
        stage = Stage(found.text("stage"))
    except ValueError:
        raise FrameRefused(f"value: {found.text('stage')[:20]!r} is no step of a journey") from None
    names = [found.text(name) for name in ("journey", "administration", "officer")]
    return Step(names[0], stage, names[1], names[2], found.number("at"), found.hash("before")), found


def whose(stage: Stage, origin: str, destination: str) -> str:
    """Tell whose administration's step it is: the origin's until the boundary, the destination's from the handing over."""
    return destination if ORDER.index(stage) >= AT_ARRIVAL else origin


def check(steps: Sequence[bytes], contract: Contract, trust: Trust, found: Findings) -> None:
    """Check that the steps follow each other, none left out or twice, each signed by the administration whose step it is."""
    before, last, good = NOTHING, -1, 0
    for raw in steps:
        try:
            step, statement = read_step(raw)
            signer = trust.signer(statement, Role.ADMINISTRATION, step.at)
        except FrameRefused as refused:
            found.refused("a step of the journey", refused)
            continue
        place = ORDER.index(step.stage)
        right = whose(step.stage, contract.zone_of[0], contract.zone_of[-1]) if contract.zone_of else signer.name
        if signer.name != step.administration or signer.name != right or step.journey != contract.journey.number:
            found.wrong("step", f"{step.stage} is {right}'s step; {signer.name} signed it")
        elif place != last + 1 or step.before != before:
            found.wrong("step", f"{step.stage} does not follow the step before it here")
        else:
            good += 1
        before, last = link(raw), place
    if steps and good == len(steps):
        found.proved.append(
            f"{good} steps of the journey, up to {ORDER[last]}, each signed by the administration whose step it is"
        )
