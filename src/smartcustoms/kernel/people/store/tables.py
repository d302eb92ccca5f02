"""Tables of people."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, open_to_all, owned_by, personal

_TIME = sa.DateTime(timezone=True)
_KEPT = "kept while the account lives and two years after"

organisation = sa.Table(
    "organisation",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"a sole trader's own name; {_KEPT}")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("suspended", _TIME),
    info=owned_by("number"),
)
person = sa.Table(
    "person",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.number"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"name, shown beside what the person did; {_KEPT}")),
    sa.Column(
        "email", sa.Text, nullable=False, unique=True, info=personal(f"address for sign-in and messages; {_KEPT}")
    ),
    sa.Column("language", sa.Text, nullable=False, server_default="en"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("password", sa.Text),
    sa.Column("earlier_passwords", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("totp", sa.LargeBinary),
    sa.Column("totp_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("locked_until", _TIME),
    sa.Column("totp_waiting", sa.LargeBinary),
    sa.Column("invitation_hash", sa.LargeBinary, unique=True),
    sa.Column("invited_until", _TIME),
    sa.Column("simulated", sa.Boolean, nullable=False, server_default=sa.false()),
    info=owned_by("organisation"),
)
sign_in_session = sa.Table(
    "sign_in_session",
    TABLES,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("person.number"),
        nullable=False,
        index=True,
        info=personal("who is signed in; till the session is over"),
    ),
    sa.Column("began", _TIME, nullable=False),
    sa.Column("seen", _TIME, nullable=False),
    sa.Column("ends", _TIME, nullable=False),
    sa.Column("idle", sa.Interval, nullable=False),
    sa.Column("proved", _TIME, nullable=False),
    sa.Column("client", sa.Text, nullable=False, server_default=""),
    sa.Column("means", sa.Text, nullable=False),
    info=open_to_all("read before anybody is known; rows are found by the hash of a secret only"),
)
passkey = sa.Table(
    "passkey",
    TABLES,
    sa.Column("credential", sa.LargeBinary, primary_key=True),
    sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("person.number"),
        nullable=False,
        index=True,
        info=personal("whose key it is; till removed"),
    ),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("made", _TIME, nullable=False),
    info=open_to_all("read before anybody is known; holds public keys only"),
)

passkey_challenge = sa.Table(
    "passkey_challenge",
    TABLES,
    sa.Column("ticket_hash", sa.LargeBinary, primary_key=True),
    sa.Column("challenge", sa.LargeBinary, nullable=False),
    sa.Column("person", sa.Text, info=personal("who registers a passkey; five minutes")),
    sa.Column("ends", _TIME, nullable=False, index=True),
    info=open_to_all("read before anybody is known; rows are found by the hash of a secret only"),
)
sign_in_try = sa.Table(
    "sign_in_try",
    TABLES,
    sa.Column("what_hash", sa.LargeBinary, primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("ends", _TIME, nullable=False, index=True),
    info=open_to_all("read before anybody is known; holds counts under keyed hashes only"),
)
service_request = sa.Table(
    "service_request",
    TABLES,
    sa.Column("state_hash", sa.LargeBinary, primary_key=True),
    sa.Column("then", sa.Text, nullable=False),
    sa.Column("person", sa.Text, info=personal("who proves again who he is; ten minutes")),
    sa.Column("ends", _TIME, nullable=False, index=True),
    info=open_to_all("read before anybody is known; rows are found by the hash of a secret only"),
)
service_subject = sa.Table(
    "service_subject",
    TABLES,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column(
        "subject", sa.Text, primary_key=True, info=personal("what a sign-in service calls a person; till unlinked")
    ),
    sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("person.number"),
        nullable=False,
        info=personal("whose account it is; till unlinked"),
    ),
    sa.Column("made", _TIME, nullable=False),
    sa.Column("maker", sa.Text, nullable=False, info=personal(f"number of the person who linked it; {_KEPT}")),
    sa.UniqueConstraint("issuer", "person"),
    info=customs_only(),
)
machine_token = sa.Table(
    "machine_token",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.number"), nullable=False, index=True),
    sa.Column("maker", sa.Text, nullable=False, info=personal(f"number of the person who made it; {_KEPT}")),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("made", _TIME, nullable=False),
    sa.Column("ends", _TIME, nullable=False),
    sa.Column("used", _TIME),
    sa.Column("revoked", _TIME),
    sa.Column("scopes", pg.ARRAY(sa.Text)),  # null: made before tokens named permissions
    info=owned_by("organisation"),
)
