"""Processes on this machine: started here, watched through /proc, ended by their ids."""

import collections
import glob
import os
import re
import signal
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.sysconf("SC_PAGE_SIZE")
_running = []


class Failed(Exception):
    """A measurement that could not be taken; the text says why."""


def benchmarks_jar():
    return glob.glob(os.path.join(ROOT, "benchmarks", "target", "org.headgate.benchmarks-*.jar"))[0]


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, log, cwd=None, env=None, stdin=subprocess.DEVNULL, stdout=None):
    """Starts a process whose output goes to the file log; it ends with stop() or, at the latest, with stop_all()."""
    with open(log, "ab") as out:
        process = subprocess.Popen([str(c) for c in command], stdin=stdin, stdout=stdout or out, stderr=out, cwd=cwd,
                                   env={**os.environ, **(env or {})}, start_new_session=True)
    _running.append(process)
    return process


def stop(process, seconds=20):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _running:
        _running.remove(process)


def stop_all():
    for process in list(_running):
        stop(process, 5)


def run(command, seconds, env=None, accept=(0,)):
    """The standard output of a command that must end in so many seconds."""
    process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env={**os.environ, **(env or {})}, start_new_session=True)
    _running.append(process)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Failed(f"{shown(command)} did not end within {seconds:.0f} s") from None
    finally:
        stop(process, 5)
    if process.returncode not in accept:
        raise Failed(f"{shown(command)} ended with {process.returncode}: {err.strip()[-300:] or out.strip()[-300:]}")
    return out


def shown(command):
    return " ".join(os.path.basename(str(c)) for c in command[:2])


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.02)


def resident_mib(pids):
    return sum(int(re.search(r"VmRSS:\s+(\d+)", _proc(pid, "status")).group(1)) for pid in pids) / 1024


def peak_mib(pids):
    return sum(int(re.search(r"VmHWM:\s+(\d+)", _proc(pid, "status")).group(1)) for pid in pids) / 1024


def thread_ticks(pid):
    """Processor time of a process until now, by the names of its threads without their numbers, in ticks of the clock."""
    ticks = collections.Counter()
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            stat = _proc(f"{pid}/task/{task}", "stat")
        except OSError:  # it has just ended
            continue
        fields = stat[stat.rindex(")") + 2:].split()
        ticks[stat[stat.index("(") + 1:stat.rindex(")")].rstrip("0123456789 ")] += int(fields[11]) + int(fields[12])
    return ticks


def written_bytes(pids):
    return sum(int(re.search(r"^write_bytes: (\d+)", _proc(pid, "io"), re.M).group(1)) for pid in pids)


def _proc(pid, name):
    with open(f"/proc/{pid}/{name}") as file:
        return file.read()


def folder_bytes(folder):
    return sum(os.stat(os.path.join(at, name)).st_blocks * 512 for at, _, names in os.walk(folder) for name in names)


def load():
    with open("/proc/loadavg") as file:
        return float(file.read().split()[0])


def described():
    """The machine in a line."""
    with open("/proc/cpuinfo") as file:
        cpu = re.search(r"model name\s*:\s*(.*)", file.read())
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE / 2**30
    return f"{os.cpu_count()} cores ({cpu.group(1).strip() if cpu else 'unknown'}), {memory:.0f} GiB"
