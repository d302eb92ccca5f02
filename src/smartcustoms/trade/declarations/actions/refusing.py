"""Keep that a lodging by API was refused, so that its sender finds it again: when, why, and the proof of what was sent."""

import hashlib
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.trade.declarations import store
from smartcustoms.trade.declarations.refused import PREFIX, Form, Refusal, faults_of, reference_in


def keep_refused(uow: UnitOfWork, refused: Refused, *, original: bytes, form: Form, entered: Any = None) -> Refusal:
    """Keep a refused lodging of the actor's organisation; of what was sent only its hash and size.

    The same bytes refused for the same reason are counted, not kept twice; only the newest of an organisation are kept.

    Args:
        uow: a transaction of its own: that of the lodging has been rolled back.
        refused: why it was refused.
        original: what was sent, byte for byte.
        form: in what form it was sent.
        entered: what was read of it, when it is JSON: its reference is kept.
    """
    found = store.keep_refusal(
        uow,
        Refusal(
            number=numbered(PREFIX, uow.at.year, store.refusal_serial(uow)),
            organisation=uow.by.organisation,
            sent_by=uow.by.user,
            first_at=uow.at,
            last_at=uow.at,
            times=1,
            form=form,
            reference=reference_in(original, entered),
            hash=hashlib.sha256(original).hexdigest(),
            size=len(original),
            code=refused.code,
            says=refused.says,
            mend=refused.mend,
            faults=faults_of(refused),
        ),
    )
    uow.note("declaration.refused", found.number, code=found.code, original=found.hash, times=found.times)
    return found
