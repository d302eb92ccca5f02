"""Random bytes and hurt documents for every reader of outside bytes: SMARTCUSTOMS_TEST_FUZZ runs in all, shared among the readers."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from smartcustoms.kernel.audit.checkpoint_gateway import _note, _number
from smartcustoms.kernel.audit.note import NoteUnusable, opened
from smartcustoms.kernel.audit.proof_file import ProofUnreadable, read_proof
from smartcustoms.kernel.edifact.reading import accepted
from smartcustoms.kernel.files.media_type import sniffed
from smartcustoms.kernel.receipts import verified
from smartcustoms.kernel.watch.web import _mended
from smartcustoms.trade.cargo_reports.reading import read as read_cargo
from smartcustoms.trade.declarations.checking import checked
from smartcustoms.trade.declarations.mapping import mapping_of
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.sheets_in import as_parquet, table
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.shown import shown
from smartcustoms.trade.declarations.wco.strictly import written_strictly
from smartcustoms.trade.declarations.web.asked import read_json
from smartcustoms.trade.elocks import queries as elocks
from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest
from smartcustoms.trade.elocks.protocols.catalogue import PROTOCOLS
from smartcustoms.trade.elocks.recorded import NoJourney
from smartcustoms.trade.risk.language.faults import RuleRefused
from smartcustoms.trade.risk.language.reading import read_rules
from tests.hostile import FUZZ, json_file, torn, withstood
from tests.kernel.audit.test_hostile import KEY, LONG, NOTE
from tests.kernel.edifact.test_hostile import hostile as hostile_edifact
from tests.trade.cargo_reports.test_hostile import hostile as hostile_cargo
from tests.trade.declarations.hostile import GOOD_CSV, mapping_file, sheet_of, xlsx_of
from tests.trade.declarations.test_hostile import BODY
from tests.trade.declarations.wco.test_hostile import GOOD as GOOD_MESSAGES
from tests.trade.declarations.wco.test_hostile import hostile as hostile_message
from tests.trade.declarations.wco.test_hostile import whole as whole_message
from tests.trade.elocks.test_hostile_frames import JOURNEYS, SEEDS
from tests.trade.risk.language.strategies import CATALOGUE, LISTS
from tests.trade.risk.language.test_hostile import RULE, mutated

NOW = datetime(2026, 1, 2, tzinfo=UTC)
Make = Callable[[random.Random], bytes]
REFUSALS = (NoteUnusable, ProofUnreadable, FrameRefused, NoJourney, RuleRefused)


def text_of(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def mixed(good: bytes) -> Make:
    return lambda luck: torn(good, luck) if luck.random() < 0.8 else luck.randbytes(luck.randrange(200))


def body(content: bytes) -> None:
    entered = read_json(content)
    checked(drafted(entered if isinstance(entered, dict) else {}), on=date(2026, 11, 24))


def frame(content: bytes) -> None:
    for protocol in PROTOCOLS.values():
        session = protocol.begin(NOW)
        with suppress(FrameRefused):
            protocol.read(HttpRequest("POST", "/", content) if protocol.name == "osmand" else content, session)


def note(content: bytes) -> None:
    _number(_note(text_of(content)))
    opened(text_of(content), KEY.public_key())


def journeys(content: bytes) -> None:
    root = read_json(content)
    list(elocks.judged(root))


def hurt_rules(luck: random.Random) -> bytes:
    return mutated(RULE, luck).encode("utf-8", "replace")


MESSAGE = shown(read(GOOD_MESSAGES[0], Matter.DECLARATION))["declaration"]
RECEIPT = b"eyJhbGciOiJFZDI1NTE5In0.eyJudW1iZXIiOiJBIn0.c2ln"
SHEET = xlsx_of(sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'))
READERS: dict[str, tuple[Callable[[bytes], object], Make]] = {
    "csv": (lambda content: table(content, name="f"), mixed(GOOD_CSV)),
    "xlsx": (lambda content: table(content, name="f"), mixed(SHEET)),
    "parquet": (lambda content: table(content, name="f"), mixed(as_parquet(table(GOOD_CSV, name="f")))),
    "declaration": (body, json_file(BODY)),
    "mapping": (lambda content: mapping_of("m", text_of(content)), mapping_file),
    "receipt": (lambda content: verified(text_of(content), b"1" * 32), mixed(RECEIPT)),
    "proof": (lambda content: read_proof(content), json_file(LONG)),
    "checkpoint": (note, mixed(NOTE.encode())),
    "mended event": (lambda content: _mended(text_of(content)), json_file(BODY)),
    "attachment": (lambda content: sniffed(content, claimed="text/csv"), mixed(b"PK\x03\x04 xl/ %PDF-")),
    "frame": (frame, lambda luck: torn(bytes.fromhex(luck.choice([*SEEDS.values()])), luck)),
    "journeys": (journeys, json_file(JOURNEYS)),
    "edifact": (accepted, hostile_edifact),
    "cargo reports": (read_cargo, hostile_cargo),
    "wco message": (whole_message, hostile_message),
    "wco json": (lambda content: written_strictly(text_of(content)), json_file(MESSAGE)),
    "rules": (lambda content: read_rules(text_of(content), CATALOGUE, lists=LISTS), hurt_rules),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_any_input_is_read_or_refused(name: str) -> None:
    reads, make = READERS[name]
    luck = random.Random(name)
    runs = -(-FUZZ // len(READERS))

    def told(content: bytes) -> str:
        try:
            reads(content)
        except REFUSALS as refused:
            return "refused" if str(refused) else "refused without a word"
        return "read"

    def files() -> Iterator[bytes]:
        for _ in range(runs):
            yield make(luck)

    ends = withstood(told, files())
    assert ends.total() == runs
    assert ends["refused without a word"] == ends["over"] == 0
