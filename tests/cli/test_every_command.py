"""What holds for every command: its home, its exit codes, one clear message, and quick starting."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli.callers import AIMCRAWL, Run, Spawn
from cli.help_in_docs import paths, quote
from desk import SLUG

from aimcrawl import __version__, errors
from aimcrawl.cli import COMMANDS
from aimcrawl.cli.base import worst
from aimcrawl.home import Home, create_home
from archive.engine import connect, writing


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout == f"aimcrawl, version {__version__}\n"


def test_help_starts_at_once() -> None:
    def work() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([AIMCRAWL, "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(work() for _ in range(5)) < 0.15  # seconds of CPU; 0.07 where it was written


def test_help_imports_nothing_heavy() -> None:
    loaded = (
        "import sys, aimcrawl.cli as c; c.main(['--help'], standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    )
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stderr.split()
    assert {"sqlalchemy", "scrapy", "lxml", "msgspec", "rich", "asyncio"}.isdisjoint(modules)


def test_every_command_that_is_named_is_there(run: Run) -> None:
    for name in (name for section in COMMANDS.values() for name in section):
        assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize("arguments", [("sources", "--home", "{}"), ("--home", "{}", "sources")])
def test_a_home_is_named_before_or_after_the_command(run: Run, home: Home, arguments: tuple[str, ...]) -> None:
    assert run(*(argument.format(home.root) for argument in arguments)).exit_code == 0


def test_the_home_named_last_wins(run: Run, home: Home) -> None:
    assert run("--home", "nowhere", "sources", "--home", str(home.root)).exit_code == 0


def test_a_group_takes_a_home_too(run: Run, home: Home) -> None:
    result = run("source", "--home", str(home.root), "pause", "nothing")
    assert (result.exit_code, "no source 'nothing'" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", ["sources", "items", "crawls"])
def test_without_a_home_a_command_says_what_to_do(run: Run, command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: no home: neither ")
    assert "aimcrawl init" in result.stderr


def test_a_named_home_that_is_none_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    result = run("--home", str(tmp_path), "items")
    assert result.exit_code == 2
    assert f"{tmp_path} is no home" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("exprot",), "No such command 'exprot'. Did you mean 'export'?"),
        (("items", "--jsno"), "No such option '--jsno'"),
        (("items", "--limit", "0"), "Invalid value for '--limit'"),
        (("items", "--since", "soon"), "expected a date (2016-04-13), a time"),
        (("export",), "Missing option '--format'"),
        (("show",), "Missing argument 'ID'"),
        ((), "Usage: aimcrawl"),
    ],
)
def test_wrong_usage_is_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_wrong_configuration_names_file_and_key(run: Run, home: Home) -> None:
    (home.root / "aimcrawl.toml").write_text("[crawl]\nconcurency = 3\n")
    result = run("items", home=home)
    assert result.exit_code == 2
    assert f"{home.root}/aimcrawl.toml: line 2: crawl.concurency: unknown key" in result.stderr
    assert "did you mean crawl.concurrency?" in result.stderr


def test_a_missing_archive_is_never_an_empty_one(run: Run, home: Home) -> None:
    (home.root / "archive.db").unlink()
    result = run("items", home=home)
    assert result.exit_code == 2
    assert "there is no archive at" in result.stderr
    assert not (home.root / "archive.db").exists()


def test_a_damaged_archive_is_a_failure(run: Run, home: Home) -> None:
    (home.root / "archive.db").write_bytes(b"no database" * 1000)
    result = run("items", home=home)
    assert result.exit_code == 1
    assert "archive.db is damaged" in result.stderr


def test_an_archive_that_is_damaged_inside_is_a_failure(run: Run, crawled: Home, tmp_path: Path) -> None:
    root = tmp_path / "damaged"
    shutil.copytree(crawled.root, root)
    with (root / "archive.db").open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(8192)  # the first pages hold the schema
        file.write(b"\xff" * (size - 8192))
    result = run("items", "--home", str(root))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {root}/archive.db is damaged (")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"", b"no database" * 1000], ids=["missing", "empty", "damaged"])
def test_the_advice_for_a_lost_archive_brings_it_back(
    run: Run, crawled: Home, tmp_path: Path, content: bytes | None
) -> None:
    root = tmp_path / "lost"
    shutil.copytree(crawled.root, root)
    items = run("items", "--json", "--home", str(root)).stdout
    for path in root.glob("archive.db*"):
        path.unlink()
    if content is not None:
        (root / "archive.db").write_bytes(content)
    error = run("items", "--home", str(root)).stderr
    assert "restore it from a backup, or make it anew from the captures with: aimcrawl rebuild" in error
    assert run("rebuild", "--home", str(root)).exit_code == 0
    assert run("items", "--json", "--home", str(root)).stdout == items != ""


def test_an_archive_of_a_newer_version_is_left_alone(run: Run, home: Home) -> None:
    engine = connect(home.database)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    engine.dispose()
    result = run("items", home=home)
    assert result.exit_code == 1
    assert "newer AimCrawl" in result.stderr


def test_an_error_is_one_message_and_debug_shows_where(run: Run, home: Home) -> None:
    quiet = run("init", str(home.root))
    assert quiet.stderr == f"Error: {home.root} is a home already: it holds aimcrawl.toml\n"
    loud = run("init", "--debug", str(home.root))
    assert loud.stderr.startswith("Traceback")
    assert loud.stderr.endswith(quiet.stderr)
    assert loud.exit_code == quiet.exit_code == 2


def test_a_fault_of_our_own_is_a_message_too(run: Run, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimcrawl.home.find_home", lambda *_: 1 / 0)
    result = run("items")
    assert result.exit_code == 1
    assert result.stderr == "Error: a fault in AimCrawl: ZeroDivisionError: division by zero; --debug shows where\n"


@pytest.mark.parametrize("name", list(errors.__all__))
def test_every_error_has_an_exit_code_and_stands_in_the_tree(name: str) -> None:
    kind = getattr(errors, name)
    line = next(line for line in (errors.__doc__ or "").splitlines() if f" {name} " in f" {line} ")
    assert line.split(name)[1].split()[0] in (str(kind.exit_code), "exit")


@pytest.mark.parametrize(
    ("codes", "code"), [((), 0), ((0, 5), 5), ((5, 4), 4), ((4, 3), 3), ((3, 1), 1), ((1, 2), 2), ((0, 0), 0)]
)
def test_of_several_outcomes_the_worst_counts(codes: tuple[int, ...], code: int) -> None:
    assert worst(codes) == code
    assert worst(codes[::-1]) == code


VERDICTS = {"inspect", "crawl", "check", "status", "alerts list", "alerts test", "alerts flush", "show", "diff"}
DEEDS = {"snapshot", "merge", "split", "import", "cite"}


def test_every_command_that_lists_results_takes_a_limit() -> None:
    """Left out are those that answer for each thing named or set up, and those that say what they did."""
    helps = {" ".join(path): quote(path) for path in paths()}
    lists = {path for path, text in helps.items() if "--json" in text} - VERDICTS - DEEDS
    assert {path for path in lists if "--limit N" not in helps[path]} == set()
    assert {"items", "alerts failed", "verify", "reread"} <= lists


def test_a_reader_that_has_had_enough_is_no_error(crawled: Home) -> None:
    for arguments in (("export", "--format", "jsonl"), ("items",)):
        with subprocess.Popen(
            [AIMCRAWL, *arguments, "--home", str(crawled.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0


@pytest.mark.parametrize("buffering", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", [("export", "--format", "json"), ("items",)], ids=["export", "items"])
def test_a_full_disk_is_an_error(crawled: Home, command: tuple[str, ...], buffering: dict[str, str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | buffering
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [AIMCRAWL, *command, "--home", str(crawled.root)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            env=environment,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_command_without_a_traceback(number: signal.Signals) -> None:
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # a job in the background has none
    )
    script += (
        "import aimcrawl.home, time; aimcrawl.home.find_home = lambda *_: (print('up', flush=True), time.sleep(60)); "
    )
    script += "from aimcrawl.cli import main; main(['items'])"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(number)
        stderr = process.stderr.read()
    assert process.returncode == 4
    assert stderr.strip() == "interrupted"


INTERRUPTED = """
import sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from aimcrawl.cli import main

bodies = []

def text(data):
    bodies.extend([data] if b"<p>" in data else [])
    if len(bodies) > 10:
        raise KeyboardInterrupt
    return data.decode()

event.listen(Engine, "connect", lambda connection, _: setattr(connection, "text_factory", text))
main(sys.argv[1:])
"""
"""Runs a command; Ctrl-C comes while the database gives rows."""


def test_ctrl_c_in_the_midst_of_an_export_leaves_the_old_file_and_no_traceback(crawled: Home, tmp_path: Path) -> None:
    target = tmp_path / "items.json"
    target.write_text("of yesterday")
    command = ["export", "--format", "json", "-o", str(target), "--home", str(crawled.root)]
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, *command], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr.strip()) == (4, "interrupted")
    assert target.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_locale_without_the_letters_loses_no_line(spawn: Spawn, crawled: Home, encoding: str) -> None:
    title = 'name = "κόσμος ’ Zoë \U0001f4f0"'
    profile = re.sub("(?m)^name = .*", title, crawled.profile(SLUG).read_text())
    home = create_home(crawled.root.with_name(encoding))
    home.profile(SLUG).write_text(profile)
    done = spawn("sources", home=home, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    listed = spawn("sources", "--json", home=home, PYTHONIOENCODING=encoding)
    assert "κόσμος ’ Zoë \U0001f4f0" in listed.stdout, "JSON is UTF-8 in any case"
