"""Settings: each one environment variable `SMARTCUSTOMS_<NAME>`, with a default that runs from a clone."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit


def _says(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


class SettingUnusable(ValueError):
    """A setting has a value that cannot be read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set. `smartcustoms settings` prints this table."""

    home: Path = _says(Path("var"), "folder for the embedded database, files and keys")
    dsn: str = _says("", "PostgreSQL address (postgresql://...); empty: the embedded cluster in home")
    pg_bin: str = _says(
        "", "folder with PostgreSQL's programs for the embedded cluster; empty: the installed wheel's, then Debian's"
    )
    host: str = _says("127.0.0.1", "address the web server listens on")
    port: int = _says(8000, "port the web server listens on")
    web_processes: int = _says(1, "web server processes that share the port; more than one uses more cores")
    origin: str = _says("", "address people open, such as https://customs.example; empty: http://localhost:port")
    administration: str = _says("HK", "whose reference data holds (ISO 3166-1)")
    currency: str = _says("HKD", "the administration's currency (ISO 4217)")
    exchange_rates: str = _says(
        "", "CSV file of the administration's own rates of exchange; empty: the reference rates that are shipped"
    )
    schemas: str = _says(
        "",
        "folder of the administration's XSD files, against which messages are validated; empty: the table of classes alone",
    )
    time_zone: str = _says("Asia/Hong_Kong", "time zone in which times are shown and days begin")
    secret: str = _says("", "master secret, at least 32 characters; empty: made once and kept in home/secret")
    nats: str = _says("", "NATS JetStream address (nats://...); empty: events stay in one process")
    spark: str = _says("", "Spark Connect address (sc://host:15002) that sums long histories; empty: DuckDB, here")
    files: str = _says("", "object store, such as s3://bucket?endpoint=...; empty: a folder in home")
    intake_folder: str = _says(
        "", "folder in which each trader's SFTP account has its own, ORGANISATION/in; empty: no such channel"
    )
    scans_folder: str = _says(
        "", "folder into whose part `in` a scanner drops its files; looked at each minute; empty: none"
    )
    smtp: str = _says("", "mail server (smtp://user:password@host:port); empty: mail is kept in the outbox page")
    sms: str = _says("", "HTTPS address of an SMS gateway taking JSON; empty: messages are kept in the outbox page")
    webhooks_private: bool = _says(
        False, "let notices to traders' systems go to private addresses and without TLS too, as in a network of tests"
    )
    oidc_issuer: str = _says("", "sign-in service, an OpenID Connect issuer (https://...); empty: none")
    oidc_client: str = _says("", "client id that the sign-in service gave this installation")
    oidc_secret: str = _says("", "client secret; empty: a public client, which PKCE alone protects")
    oidc_claim: str = _says(
        "",
        "claim that finds an account at its first sign-in: email (verified), or one that holds its number;"
        " empty: only accounts that an administrator linked",
    )
    oidc_acr: str = _says("", "values of the claim acr that count as two factors, with spaces between; asked for")
    oidc_name: str = _says("", "what people call the sign-in service, shown on its button")
    papers_certificate: str = _says(
        "", "PKCS #12 file with the administration's own key and certificate that sign papers; empty: a self-made one"
    )
    papers_password: str = _says("", "password of that file")
    papers_font: str = _says("", "TrueType font that papers are printed in; empty: the one that is shipped")
    recognition_post: str = _says(
        "",
        "how messages go to partner administrations: a folder, or https://...{arrangement}...; empty: they wait",
    )
    recognition_certificate: str = _says("", "PEM file with our certificate and key for that address")
    otlp: str = _says("", "OpenTelemetry collector (http://...); empty: traces and metrics stay on the watch page")
    log: str = _says("info", "least level that is logged: debug, info, warning, error")
    demo: bool = _says(False, "fill an empty database with the simulated demo world")

    @property
    def address(self) -> str:
        """The address people open."""
        return self.origin or f"http://localhost:{self.port}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingUnusable: a number or a yes/no cannot be read; the sentence names the variable.
    """
    source = os.environ if environment is None else environment
    return _of_texts(tuple([source.get(variable) for variable in _VARIABLES]))


_VARIABLES: Final = tuple(f"SMARTCUSTOMS_{each.name.upper()}" for each in fields(Settings))


@lru_cache(maxsize=32)
def _of_texts(texts: tuple[str | None, ...]) -> Settings:
    """Read the settings from their texts; the same texts were read before, as a rule: they are asked for while trade waits."""
    given = {
        each.name: _read(each.name, each.type, text)
        for each, text in zip(fields(Settings), texts, strict=True)
        if text is not None
    }
    return _checked(Settings(**given))


def is_safe_address(address: str) -> bool:
    """Tell whether what goes to an address can be read on the way by nobody: https, or this machine itself."""
    parts = urlsplit(address)
    return parts.hostname is not None and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"})
    )


def _checked(settings: Settings) -> Settings:
    if settings.oidc_issuer and not is_safe_address(settings.oidc_issuer):
        raise SettingUnusable(f"SMARTCUSTOMS_OIDC_ISSUER={settings.oidc_issuer!r}: write an address with https://")
    if settings.oidc_issuer and not settings.oidc_client:
        raise SettingUnusable(
            "SMARTCUSTOMS_OIDC_ISSUER is set; set SMARTCUSTOMS_OIDC_CLIENT too, the client id it gave"
        )
    return settings


def _read(name: str, kind: Any, text: str) -> Any:
    if kind is bool:
        if text.lower() not in {"1", "0", "yes", "no", "true", "false", ""}:
            raise SettingUnusable(f"SMARTCUSTOMS_{name.upper()}={text!r}: write yes or no")
        return text.lower() in {"1", "yes", "true"}
    if kind is int:
        if not text.isdigit():
            raise SettingUnusable(f"SMARTCUSTOMS_{name.upper()}={text!r}: write a whole number")
        return int(text)
    return Path(text) if kind is Path else text
