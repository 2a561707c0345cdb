"""The program runs on Windows and macOS too: what only some systems have is asked for, not assumed."""

import ast
from collections.abc import Iterator

from tests.support.source import Module, modules

SYSTEM_MODULES = {
    *("crypt", "curses", "fcntl", "grp", "nis", "ossaudiodev", "posix", "pty", "pwd", "readline", "resource", "spwd"),
    *("syslog", "termios", "tty"),
    *("msvcrt", "nt", "winreg", "winsound", "_winapi"),
}
SYSTEM_CALLS = {
    *("os.fork", "os.forkpty", "os.getuid", "os.geteuid", "os.getgid", "os.getpgid", "os.killpg", "os.mkfifo"),
    *("os.setsid", "os.uname", "os.wait", "os.statvfs", "os.chown", "os.nice", "os.getloadavg", "os.sync"),
    *("signal.SIGALRM", "signal.SIGCHLD", "signal.SIGCONT", "signal.SIGHUP", "signal.SIGKILL", "signal.SIGPIPE"),
    *("signal.SIGQUIT", "signal.SIGSTOP", "signal.SIGTSTP", "signal.SIGUSR1", "signal.SIGUSR2", "signal.SIGWINCH"),
    *("signal.alarm", "signal.pause", "signal.pthread_sigmask", "signal.setitimer", "signal.sigwait"),
    *("signal.CTRL_BREAK_EVENT", "signal.CTRL_C_EVENT", "signal.SIGBREAK"),
}
_SYSTEM_NAMES = {call.rpartition(".")[2] for call in SYSTEM_CALLS}
# Modules that need not ask, and why.
EXCUSED = {"audiostream.player.screen.driver": "runs in a handler of SIGCONT, which Windows does not have"}
# Reading and writing text without naming the encoding means another one on Windows.
TEXT_METHODS = {"read_text": 0, "write_text": 1}


def test_what_only_some_systems_have_is_guarded() -> None:
    assert not [fault for module in modules() for fault in _unguarded(module)]


def test_text_files_name_their_encoding() -> None:
    faults = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TEXT_METHODS
        if not any(keyword.arg == "encoding" for keyword in node.keywords)
        and len(node.args) <= TEXT_METHODS[node.func.attr]
    ]
    assert not faults


def _unguarded(module: Module) -> Iterator[str]:
    guarded = set(_guarded(module.tree))
    for name, node in module.imports():
        if name.partition(".")[0] in SYSTEM_MODULES and node not in guarded:
            yield f"{module.path}:{node.lineno} imports {name} on every system"
    for used in ast.walk(module.tree):
        # What most attributes are called says already that they are none of these.
        if isinstance(used, ast.Attribute) and used.attr in _SYSTEM_NAMES and used not in guarded:
            call = ast.unparse(used)
            if call in SYSTEM_CALLS and module.name not in EXCUSED:
                yield f"{module.path}:{used.lineno} uses {call} on every system"


def _guarded(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands below a question for the system, or in a try that expects an import to fail."""
    for node in ast.walk(tree):
        asks = isinstance(node, ast.If | ast.IfExp) and any(
            word in ast.unparse(node.test) for word in ("sys.platform", "os.name", "hasattr", "TYPE_CHECKING")
        )
        tries = isinstance(node, ast.Try) and any(
            handler.type is not None
            and any(word in ast.unparse(handler.type) for word in ("ImportError", "NotFoundError"))
            for handler in node.handlers
        )
        if asks or tries:
            yield from ast.walk(node)
