"""Jobs of declarations."""

from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.declarations.actions.file_job import JOB, work

jobs = [Job(name=JOB, work=work)]
