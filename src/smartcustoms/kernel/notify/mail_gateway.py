"""Mail: the gateway's protocol, its memory twin, and SMTP."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import unquote, urlsplit

from smartcustoms.kernel.settings import Settings, SettingUnusable


class MailGateway(Protocol):
    """Carries a mail; raises when it could not."""

    def send(self, *, to: str, subject: str, text: str, id: str) -> None:  # noqa: A002 - the word of RFC 5322
        """Send one mail; the same id twice is the same mail."""


@dataclass
class MemoryMail:
    """The memory twin."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def send(self, *, to: str, subject: str, text: str, id: str) -> None:  # noqa: A002
        """Keep the mail."""
        self.sent.append((to, subject, text))
        self.ids.add(id)


@dataclass(frozen=True)
class SmtpMail:
    """Mail by SMTP: `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://`."""

    address: str
    sender: str
    patience: float = 20.0

    def send(self, *, to: str, subject: str, text: str, id: str) -> None:  # noqa: A002
        """Send one mail; its Message-ID is stable, so that a repeated one is recognised."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, subject
        mail["Message-ID"] = f"<{id}@{self.sender.rpartition('@')[2]}>"
        mail["Date"] = formatdate(usegmt=True)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        server = urlsplit(self.address)
        host, port = server.hostname or "localhost", server.port or (465 if server.scheme == "smtps" else 25)
        with self._open(server.scheme, host, port) as smtp:
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(mail)

    def _open(self, scheme: str, host: str, port: int) -> smtplib.SMTP:
        if scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=self.patience, context=ssl.create_default_context())
        smtp = smtplib.SMTP(host, port, timeout=self.patience)
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
        return smtp


def mail_gateway(settings: Settings) -> SmtpMail | None:
    """Give the mail gateway that the settings name; None: none.

    Raises:
        SettingUnusable: SMARTCUSTOMS_SMTP is no smtp address.
    """
    if not settings.smtp:
        return None
    if urlsplit(settings.smtp).scheme not in {"smtp", "smtps"}:
        raise SettingUnusable(f"SMARTCUSTOMS_SMTP={settings.smtp!r}: write smtp://user:password@host:port")
    host = urlsplit(settings.address).hostname or "localhost"
    return SmtpMail(settings.smtp, f"no-reply@{host}")
