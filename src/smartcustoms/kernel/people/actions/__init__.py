"""What can be done about people. `accounts.py` makes and changes them, `sessions.py` signs in, the rest is by means of proof."""

from smartcustoms.kernel.people.actions.accounts import (
    found_organisation,
    give_roles,
    invite,
    make_demo_cast,
    open_account,
    open_invitation,
    restore,
    restore_organisation,
    set_password,
    suspend,
    suspend_organisation,
)
from smartcustoms.kernel.people.actions.codes import confirm_code_secret, make_code_secret
from smartcustoms.kernel.people.actions.machines import make_token, revoke_token, use_token
from smartcustoms.kernel.people.actions.passkeys import (
    add_passkey,
    offer_passkey,
    remove_passkey,
    request_passkey,
    sign_in_with_passkey,
)
from smartcustoms.kernel.people.actions.sessions import (
    AccountLocked,
    NotSignedIn,
    SecondFactorAsked,
    begin_session,
    prove_again,
    sign_in,
    sign_out,
    token_hash,
    use_session,
)

__all__ = [
    "AccountLocked",
    "NotSignedIn",
    "SecondFactorAsked",
    "add_passkey",
    "begin_session",
    "confirm_code_secret",
    "found_organisation",
    "give_roles",
    "invite",
    "make_code_secret",
    "make_demo_cast",
    "make_token",
    "offer_passkey",
    "open_account",
    "open_invitation",
    "prove_again",
    "remove_passkey",
    "request_passkey",
    "restore",
    "restore_organisation",
    "revoke_token",
    "set_password",
    "sign_in",
    "sign_in_with_passkey",
    "sign_out",
    "suspend",
    "suspend_organisation",
    "token_hash",
    "use_session",
    "use_token",
]
