"""`smartcustoms crossing lane` as a process whose clock is a file: the file that holds the moment, then the command's own words."""

import sys
from datetime import datetime
from pathlib import Path

from smartcustoms.kernel import clock
from smartcustoms.trade.crossing.cli import crossing

if __name__ == "__main__":
    moment = Path(sys.argv[1])
    clock.now = lambda: datetime.fromisoformat(moment.read_text("ascii"))
    crossing(sys.argv[2:])
