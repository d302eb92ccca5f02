"""The kiosk: how long a lane takes to answer a truck with a full book, the journal synced; a book; a drawn scene; what green lanes save.

    python benchmarks/crossing.py --trucks 2000 --answers 3000

Wall time of each answer (percentiles) and this process's own CPU time. Trucks and scenes are simulated; the font is not that of plates.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, quantiles

from smartcustoms.trade.crossing import kerb
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.model import BOOK_LASTS, Answer, Direction, Expected, LaneKind, Seen
from smartcustoms.trade.crossing.plate_reader_gateway import OcrPlateReader
from smartcustoms.trade.crossing.signed import Head, public_text, write_book, write_code
from smartcustoms.trade.crossing.simulated import Plan, simulate
from tests.trade.crossing.drawn import scene

AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
SEED = b"b" * 32
PAIRS = (("AB 1234", "粤Z·1234港"), ("KT 87", "粤Z·K7P2澳"), ("MA-12-34", "粤B·A1234"), ("VW 5806", "粤B·D12345"))


def truck(number: int) -> Expected:
    """Make an expected truck."""
    return Expected(
        bundle=f"B{number}", organisation="", control_point="LMC", direction=Direction.OUTBOUND, answer=Answer.GO,
        plates=frozenset({f"HK:{chr(65 + number // 9000 % 8)}B{number % 9000 + 1}", f"CN:粤Z{number % 10000:04d}港"}),
        not_before=AT - timedelta(hours=1), not_after=AT + timedelta(hours=9), rfid=f"T{number}", weight_kg=12_000,
    )  # fmt: skip


def table(name: str, spent: list[float]) -> None:
    """Print the percentiles of some times."""
    cut = quantiles(spent, n=1000)
    print(
        f"{name:34} p50 {cut[499] * 1000:8.2f} ms   p99 {cut[989] * 1000:8.2f} ms   worst {max(spent) * 1000:8.2f} ms"
    )


def green_lanes() -> None:
    """Print what green lanes save at a simulated control point: as the lanes would measure it, and against none (8 seeds each)."""
    print("simulated, 8 lanes, 900 an hour, a quarter under e-locks; means of 8 runs of 6 hours")
    told = {}
    for count in (0, 1, 2, 3):
        runs = [
            simulate(Plan(lanes=8, green_lanes=count, seed=seed, centre_down_for_s=0))["green"] for seed in range(1, 9)
        ]
        told[count] = {name: fmean(each[name] for each in runs) for name in runs[0]}
        sealed, others = (told[count][f"mean_wait_s_{who}"] for who in ("under_elock", "of_others"))
        real = (told[0]["mean_wait_s_under_elock"] - sealed) * told[count]["trucks_under_elock_that_went"] / 60
        by, measured = told[count]["trucks_by_green_lanes"], told[count]["minutes_saved_as_measured"]
        print(
            f"{count} e-lock lanes: {by:5.0f} trucks by them; minutes saved as measured {measured:7.0f}, against none {real:5.0f}; "
            f"mean wait {sealed:5.1f} s under e-lock, {others:5.1f} s of others"
        )


def main(trucks: int, answers: int, folder: Path) -> None:
    """Measure and print."""
    expected = [truck(number) for number in range(trucks)]
    kerb.trust(folder, public_text(SEED))
    lane = Kerb(folder, lane="LMC-OUT-01", at=AT)
    head = Head(
        "LMC-OUT-01", 1, AT, AT + BOOK_LASTS, (), "LMC", Direction.OUTBOUND, LaneKind.ORDINARY, ("camera",), True
    )
    begun = time.process_time()
    text = write_book(expected, [], head, SEED)
    written = time.process_time() - begun
    lane.take_book(text, at=AT)
    print(f"book of {trucks} trucks: {len(text.encode()):,} bytes, written in {written * 1000:.0f} ms CPU,", end=" ")
    print(f"taken in {(time.process_time() - begun - written) * 1000:.0f} ms CPU")
    for name, coded in (("answer by plates, tag, weight", False), ("answer with the driver's code too", True)):
        spent, cpu = [], time.process_time()
        for number in range(answers // 2):
            one = expected[(number + coded * answers) % trucks]
            code = write_code(one.bundle, at=AT, seed=SEED) if coded else ""
            marks = tuple(each.partition(":")[2] for each in one.plates)
            begun = time.perf_counter()
            lane.decide(Seen(plates=marks, rfid=one.rfid, weight_kg=12_050), at=AT, code=code)
            spent.append(time.perf_counter() - begun)
        table(name, spent)
        print(f"{'':34} CPU {(time.process_time() - cpu) / len(spent) * 1000:8.2f} ms each, the code's making included")
    green_lanes()
    reader = OcrPlateReader()
    for turn in range(3):
        for seed, pair in enumerate(PAIRS):
            drawn, cpu = scene(pair, seed=seed + 10 * turn), time.process_time()
            found = [each.reading.text for each in reader.read(drawn.picture)]
            if turn:
                print(f"scene {pair}: {(time.process_time() - cpu) * 1000:6.0f} ms CPU  {found}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--trucks", type=int, default=2000)
    asked.add_argument("--answers", type=int, default=3000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        main(given.trucks, given.answers, Path(made))
