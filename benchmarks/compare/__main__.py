"""Headgate and its peers side by side in one run: see --help and benchmarks/README.md."""

import argparse
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import machine
import report
import rows
from generator import Generator
from machine import ROOT, Failed
from once import Once
from peers import Camel, Echo, Headgate, Mosquitto, NodeRed

PEERS = "mosquitto,headgate,node-red-batch,camel-batch,echo"


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/compare.sh", description=__doc__.split(":")[0])
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--seconds", type=float, default=10, help="measured in each measurement (default 10)")
    parser.add_argument("--budget", type=float, metavar="MINUTES", help="choose seconds and, if need be, rounds that fit; end by then")
    parser.add_argument("--short", action="store_true", help=f"three rounds of five seconds of {', '.join(rows.SHORT)}")
    parser.add_argument("--rows", help=f"of {', '.join(rows.NAMES)} (default: all)")
    parser.add_argument("--peers", default=PEERS, help=f"of {', '.join(rows.ALL)}, echo (default: {PEERS})")
    parser.add_argument("--messages", type=int, default=5_000_000, help="of the row memory (default 5,000,000)")
    parser.add_argument("--records", type=int, default=10_000_000, help="of the row restart (default 10,000,000)")
    parser.add_argument("--work", default=os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "headgate-benchmarks"),
                        help="folder for peers and results (default: headgate-benchmarks in the cache folder)")
    parser.add_argument("--out", help="result file, JSON lines (default: results/TIME.jsonl in the work folder)")
    parser.add_argument("--plan", action="store_true", help="only tell how long it would take")
    parser.add_argument("--report", metavar="FILE", help="only print the tables of a result file")
    return parser.parse_args()


class Options:
    """What the peers need to know."""

    def __init__(self, given):
        self.java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
        self.work = os.path.abspath(given.work)
        self.peers = os.path.join(self.work, "peers")
        self.folder = os.path.join(self.work, f"run-{os.getpid()}")
        self.generator = Generator(self.java)


class Comparison:
    def __init__(self, given):
        self.given = given
        self.options = Options(given)
        self.peers = self.chosen_peers()
        wanted = given.rows.split(",") if given.rows else rows.SHORT if given.short else rows.NAMES
        unknown = set(wanted) - set(rows.NAMES)
        if unknown:
            sys.exit(f"unknown rows: {', '.join(sorted(unknown))}; there are {', '.join(rows.NAMES)}")
        self.wanted = wanted
        self.rounds, self.seconds = (3, 5) if given.short else (given.rounds, given.seconds)
        self.once_seconds = {name: seconds for name, seconds in rows.ONCE.items() if name in wanted}
        if given.budget:
            self.fit(given.budget * 60)
        self.deadline = time.monotonic() + (given.budget * 60 if given.budget else 1.5 * self.expected() + 300)
        self.out = given.out or os.path.join(self.options.work, "results", time.strftime("%Y%m%d-%H%M%S.jsonl"))

    def chosen_peers(self):
        java25 = next(iter(sorted(glob.glob("/usr/lib/jvm/*25*/"), reverse=True)), None)
        known = {
            "mosquitto": lambda: Mosquitto(self.options),
            "headgate": lambda: Headgate(self.options),
            "headgate-25": lambda: Headgate(self.options, "headgate-25", java25),
            "headgate-25-aot": lambda: Headgate(self.options, "headgate-25-aot", java25, "-XX:+UseCompactObjectHeaders", cache=True),
            "echo": lambda: Echo(self.options),
            "node-red": lambda: NodeRed(self.options, "single"),
            "node-red-batch": lambda: NodeRed(self.options, "batch"),
            "camel": lambda: Camel(self.options, "single"),
            "camel-batch": lambda: Camel(self.options, "batch"),
        }
        chosen = []
        for name in self.given.peers.split(","):
            if name not in known:
                sys.exit(f"unknown peer: {name}; there are {', '.join(known)}")
            needs = {"node": "node-red/node_modules/sqlite3/build/Release", "camel": "camel/target/camel.jar"}.get(name.split("-")[0])
            if needs and not os.path.exists(os.path.join(self.options.peers, needs)):
                say(f"left out: {name} is not installed (benchmarks/peers/install.sh {self.options.peers})")
            elif name.startswith("headgate-25") and not java25:
                say(f"left out: {name}, because no JDK 25 is in /usr/lib/jvm")
            else:
                chosen.append(known[name]())
        return chosen

    def measurements(self, peer):
        return [m for m in rows.MEASUREMENTS if m.name in self.wanted and peer.name in m.peers]

    def coaps(self, peer):
        return rows.COAP in self.wanted and isinstance(peer, (Echo, Headgate))

    def takes_part(self, peer):
        beside = not isinstance(peer, Echo) and not set(rows.BESIDE).isdisjoint(self.wanted)
        return bool(self.measurements(peer)) or self.coaps(peer) or beside

    @property
    def warm_up(self):
        return min(3, max(1, self.seconds / 3))

    def round_seconds(self):
        total = 0
        for peer in filter(self.takes_part, self.peers):
            total += rows.START_SECONDS.get(peer.name, rows.OTHER_START_SECONDS)
            total += rows.IDLE_SECONDS if "idle" in self.wanted and peer.name not in ("mosquitto", "echo") else 0
            total += peer.warm_seconds + 2 if peer.warm_seconds and self.measurements(peer) else 0
            total += sum(m.cost(self.seconds, self.warm_up) for m in self.measurements(peer))
            total += rows.COAP_WARM_UP + self.seconds + 1 if self.coaps(peer) else 0
        return total

    def rounds_seconds(self):
        return self.rounds * self.round_seconds()

    def expected(self):
        gateways = sum(isinstance(peer, Headgate) for peer in self.peers)
        return self.rounds_seconds() + gateways * sum(self.once_seconds.values())

    def fit(self, budget):
        """The longest measurements that fit with all rounds, else fewer rounds of two seconds; the rest is for what runs once."""
        total = sum(self.once_seconds.values())
        usable = 0.95 * budget
        least = min(total, rows.ONCE_LEAST * budget)
        for self.seconds in (15, 12, 10, 8, 6, 5, 4, 3, 2):
            if self.rounds_seconds() <= usable - least:
                break
        while self.rounds > 1 and self.rounds_seconds() > usable - least:
            self.rounds -= 1
        share = min(1, max(least, usable - self.rounds_seconds()) / total) if total else 0
        self.once_seconds = {name: most * share for name, most in self.once_seconds.items()}

    def run(self):
        say(f"{self.rounds} rounds, {self.seconds:g} s a measurement, of {', '.join(p.name for p in self.peers)}: "
            f"about {self.expected() / 60:.0f} minutes; results: {self.out}")
        if self.given.plan:
            sys.exit()
        os.makedirs(os.path.dirname(self.out), exist_ok=True)
        os.makedirs(self.options.folder)
        try:
            self.measure_all()
        finally:
            machine.stop_all()
            shutil.rmtree(self.options.folder, ignore_errors=True)

    def measure_all(self):
        self.write({"commit": commit(), "machine": machine.described(), "java": said([self.options.java, "-version"]),
                    "mosquitto": said(["mosquitto", "-h"]), "rounds": self.rounds,
                    "seconds": self.seconds, "warm_up": self.warm_up, "load_before": machine.load()})
        for number in range(1, self.rounds + 1):
            for peer in self.peers:
                if self.time_left() > 0 and self.takes_part(peer):
                    self.session(peer, number)
        for peer in self.peers:
            if isinstance(peer, Headgate) and self.once_seconds:
                Once(self, peer).run()

    def time_left(self):
        return self.deadline - time.monotonic()

    def session(self, peer, number):
        """One peer's part of a round: start, idle, warm, measure, stop."""
        folder = os.path.join(self.options.folder, f"{number}-{peer.name}")
        os.makedirs(folder)
        try:
            started = peer.start(folder)
            if "start" in self.wanted and started:
                self.write({"row": "start", "peer": peer.name, "round": number, "seconds": round(started, 3)})
            if "idle" in self.wanted and peer.name not in ("mosquitto", "echo"):
                time.sleep(rows.IDLE_SECONDS)
                self.write({"row": "idle", "peer": peer.name, "round": number, "rss_mib": round(machine.resident_mib(peer.pids), 1)})
            if peer.warm_seconds and self.measurements(peer):
                self.generate(peer, ["--devices", 100, "--warm-up", 0, "--seconds", peer.warm_seconds], peer.warm_seconds)
            for measurement in self.measurements(peer):
                self.measure(peer, measurement, number)
            if self.coaps(peer):
                self.coap(peer, rows.COAP, self.seconds, {"round": number})
        except Failed as e:
            self.write({"row": "start", "peer": peer.name, "round": number, "failed": str(e)})
        finally:
            self.options.generator.stop()
            peer.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def measure(self, peer, measurement, number):
        cost = measurement.cost(self.seconds, self.warm_up)
        if self.time_left() < cost:
            self.write({"row": measurement.name, "peer": peer.name, "round": number, "failed": "the time was up"})
            return
        try:
            peer.before(measurement)
            result = self.generate(peer, measurement.command(self.seconds, self.warm_up), cost)
            self.write({"row": measurement.name, "peer": peer.name, "round": number, "load": machine.load(), **result})
        except Failed as e:
            self.write({"row": measurement.name, "peer": peer.name, "round": number, "failed": str(e)})

    def coap(self, peer, row, seconds, where):
        try:
            command = [self.options.java, "-Xmx128m", "-XX:+UseSerialGC", "-cp", machine.benchmarks_jar(),
                       "org.headgate.benchmarks.coap.CoapLoad", "--port", peer.coap_port, "--devices", 512, "--warm-up", rows.COAP_WARM_UP,
                       "--seconds", round(seconds), "--pid", peer.pids[-1]]
            result = json.loads(machine.run(command, seconds + rows.COAP_WARM_UP + 40, accept=(0, 1)))
            self.write({"row": row, "peer": peer.name, **where, "load": machine.load(), **result})
        except Failed as e:
            self.write({"row": row, "peer": peer.name, **where, "failed": str(e)})

    def generate(self, peer, command, cost):
        result = self.options.generator.ask(
            [*command, "--label", peer.name, "--port", peer.port, "--topic", peer.topic, "--subscribe", peer.subscribe,
             "--pid", ",".join(map(str, peer.pids)), *peer.credentials()], min(cost + 90, max(20, self.time_left() + 20)))
        result["cpu_us_per_msg_last"] = result["cpu_us_per_msg_each"][-1]
        return result

    def write(self, line):
        with open(self.out, "a") as file:
            file.write(json.dumps(line) + "\n")
        told = {key: line[key] for key in TOLD if key in line}
        if "row" in line:
            say(f"{int((time.monotonic() - BEGAN) // 60):3d}:{int((time.monotonic() - BEGAN) % 60):02d}  {line.get('round', '')} {line['peer']:15} "
                f"{line['row']:13} " + "  ".join(f"{key} {value}" for key, value in told.items()))


BEGAN = time.monotonic()
TOLD = ("failed", "seconds", "messages", "records", "delivered_per_s", "answers_per_s", "cpu_us_per_msg", "e2e_p50_ms", "e2e_p99_ms", "p99_ms",
        "write_bytes_per_msg", "rss_mib", "disk_bytes_per_msg", "lost", "twice")


def say(text):
    print(text, flush=True)


def commit():
    return said(["git", "-C", ROOT, "describe", "--always", "--dirty"]) or "unknown"


def said(command):
    """The first line of what a command prints."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return next(iter((ran.stdout or ran.stderr).splitlines()), "")


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    given = arguments()
    code = 0
    if not given.report:
        signal.signal(signal.SIGTERM, interrupted)
        comparison = Comparison(given)
        try:
            comparison.run()
        except KeyboardInterrupt:
            say("interrupted: the tables are of what was measured until now")
            code = 130
        given.report = comparison.out
    say("")
    say(report.markdown(report.read(given.report)))
    with open(given.report.removesuffix(".jsonl") + ".md", "w") as file:
        file.write(report.markdown(report.read(given.report)))
    return code


sys.exit(main())
