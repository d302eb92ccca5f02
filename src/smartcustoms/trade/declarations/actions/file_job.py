"""Start the durable job that lodges a file, and what each of its runs does."""

from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.jobs.model import Work
from smartcustoms.trade.declarations import store
from smartcustoms.trade.declarations.actions.bringing import begin_file, bring, read_file
from smartcustoms.trade.declarations.mapping import shipped

JOB = "declarations.lodge_file"


def lodge_file(uow: UnitOfWork, content: bytes, *, name: str, by: str) -> UUID:
    """Keep a file and ask for its declarations to be lodged; the same bytes with the same mapping are lodged once.

    Args:
        uow: the transaction; the job starts when it commits.
        content: CSV, XLSX or Parquet.
        name: the file's name at the sender.
        by: name of a shipped mapping: a request must not make the server read files of its own choice.

    Returns:
        The file's number; its declarations follow, and `queries.file_lodged` tells how far they have come.

    Raises:
        MappingUnusable, TooLarge, EmptyFile.
    """
    shipped(by)
    kept = files.keep(uow, content, name=name)
    file = begin_file(uow, content, name=name, by=by)
    jobs.start(uow, JOB, key=str(file), file=str(file), hash=kept.hash, called=name[-200:], by=by)
    return file


def work(run: Work) -> None:
    """Lodge the parts of a file that are not lodged yet; a file that cannot be read ends with the sentence why."""
    file = UUID(str(run.arguments["file"]))
    with run.database.unit(by=run.by, at=run.at) as uow:
        content = kept_files.content(uow, str(run.arguments["hash"]))
    try:
        read = read_file(content, name=str(run.arguments["called"]), by=str(run.arguments["by"]))
    except Refused as refused:
        fault = f"{refused.says} {refused.mend}"
        run.step("refused", lambda uow: store.finish_file(uow, file, rows=None, fault=fault))
        return
    bring(lambda name, do, done: run.step(name, do, done=done, total=read.rows.height), file, read)
