"""What selling costs, on this machine: see --help and benchmarks/README.md."""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "compare"))

import machine  # noqa: E402
from generator import Generator  # noqa: E402
from machine import ROOT, Failed  # noqa: E402

DELIVERY = "1x500,1x4000,10x500,50x100"
ROWS = ["vouchers", "delivery", "claim", "ledger"]
PACKAGES = os.path.join(ROOT, "bundles", "chain-testkit", "src", "main", "solidity")
HEADGATE = os.path.join(ROOT, "gateway-distribution", "target", "headgate", "bin", "headgate")
NETWORK = "eip155:31337"


def say(text):
    print(text, flush=True)


def gateway_options():
    """The options of a gateway's JVM, as bin/headgate has them."""
    with open(HEADGATE) as script:
        return re.search(r'^gateway_options="([^"]*)"', script.read(), re.M).group(1).split()


class Sale:
    def __init__(self, given, folder):
        self.given = given
        self.folder = folder
        self.java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
        jar = machine.benchmarks_jar()
        self.class_path = jar + ":" + os.path.join(os.path.dirname(jar), "lib", "*")
        self.table = []
        self.gateway = self.buyer = None

    def run(self):
        for row in ROWS:
            if row in self.given.rows.split(","):
                began = time.monotonic()
                try:
                    getattr(self, row)()
                except Failed as e:
                    self.add(f"{row}: failed", "", str(e))
                finally:
                    self.end()
                say(f"{row} took {time.monotonic() - began:.0f} s")

    def add(self, what, goal, seen):
        self.table.append(f"| {what} | {goal} | {seen} |")
        say(self.table[-1])

    def path(self, name):
        return os.path.join(self.folder, name)

    def market(self, *arguments, options=(), before=(), seconds=120):
        said = machine.run([*before, self.java, *options, "-cp", self.class_path, "org.headgate.market.internal.MarketBench", *arguments], seconds)
        lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        for line in lines:
            say(json.dumps(line))
            if "failed" in line:
                raise Failed(line["failed"])
        return lines

    def vouchers(self):
        """Signed beforehand, taken by a process with a gateway's options: on all cores at a rate, on one as fast as it goes."""
        signed = self.path("signed")
        self.market("sign", "--data", self.path("signing"), "--out", signed, "--count", 180_000)
        for cores, before in (("all cores", ()), ("one core", ("taskset", "-c", "0"))):
            rate, most = self.market("vouchers", "--data", self.path("vouchers" + str(len(before))), "--in", signed, options=gateway_options(), before=before)
            self.add(f"voucher accepted at 500/s, {cores}: 50th, 99th percentile", "p99 ≤ 3 ms", f"{rate['p50_ms']:.2f} ms, {rate['p99_ms']:.2f} ms")
            self.add(f"vouchers as fast as it goes, {cores}", "≥ 3,000/s on one core", f"{most['per_s']:.0f}/s, {most['cpu_us']:.0f} µs of processor time each")

    def claim(self):
        [seen] = self.market("claim", "--data", self.path("claim"), "--packages", PACKAGES)
        self.add(f"claim for {seen['channels']} channels", "one transaction",
                 f"{seen['transactions']} transaction(s), {seen['gas']:,} gas, {seen['gas_a_channel']:,} a channel, {seen['ms']} ms with its looks")

    def ledger(self):
        home = self.path("ledger")
        os.makedirs(home)
        self.open(home)
        empty = self.status_ms(home)
        self.close()
        asset = "0x00000000000000000000000000000000000000dd"
        [seen] = self.market("ledger", "--data", os.path.join(home, "data"), "--asset", asset, seconds=240)
        self.open(home, "--set", "market.network=" + NETWORK, "--set", "market.asset=" + asset)
        kept = self.ask(home, "status", "--json")["metrics"]["market.ledger.rows"]
        full = self.status_ms(home)
        self.add(f"status with a ledger of {kept:,} rows: what the market takes of it, slowest of 20", "≤ 100 ms", f"{seen['slowest_report_ms']:.1f} ms")
        self.add("the command `status --json`, start of its Java included: empty ledger, that ledger", "", f"{empty:.0f} ms, {full:.0f} ms")

    def status_ms(self, home):
        taken = []
        for _ in range(7):
            began = time.monotonic()
            self.ask(home, "status", "--json")
            taken.append(1000 * (time.monotonic() - began))
        return statistics.median(taken)

    def delivery(self):
        """One gateway, a feed with a price; in turn it is read by buyers with passes and by as many with channels."""
        cases = [(int(count), int(rate)) for count, rate in (case.split("x") for case in self.given.delivery.split(","))]
        most = max(count for count, _ in cases)
        home = self.path("delivery")
        os.makedirs(home)
        self.buyer = machine.start([self.java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", self.class_path, "org.headgate.benchmarks.ChainAndBuyers", PACKAGES],
                                   self.path("buyer.log"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        chain = self.heard()
        self.open(home, *(word for setting in (
            "devices.adopt.rule=*", "market.network=" + NETWORK, "market.asset=" + chain["dollar"], "chain-evm.network=" + NETWORK,
            "chain-evm.rpc.urls=" + chain["endpoint"], "chain-evm.poll.ms=100", "chain-evm.gas.daily.max=1000000000000000000", "pay-mqtt.signin.host.minute=1000",
            f"market.credit.window.records={self.given.window}", "host-source.interval.seconds=3600") for word in ("--set", setting)))
        port = self.ask(home, "status", "--json")["ports"]["mqtt-door"]
        seller = self.ask(home, "status", "--json")["facts"]["identity"]["gateway"]
        machine.run([HEADGATE, "feed", "create", "bench", "--min-trust", "0", "--record-price", "0.0001", "--home", home], 60)
        with open(self.path("granted"), "w") as file:
            for _ in range(most):
                granted = self.ask(home, "pass", "grant", "bench", "--buyer", "bench", "--for", "1d", "--json")
                print(granted["id"], granted["token"], sep="\t", file=file)
        self.buyer.stdin.write("\t".join([str(port), seller, "bench", str(most), self.path("paid")]).encode() + b"\n")
        self.buyer.stdin.flush()
        self.heard()
        generator = Generator(self.java)
        try:
            for kind in ("granted", "paid"):
                self.measure(generator, port, kind, 1, 2_000, 5)
            for count, rate in cases:
                self.compare(generator, port, count, rate)
        finally:
            generator.stop()

    def compare(self, generator, port, count, rate):
        costs = {"granted": [], "paid": []}
        medians = {"granted": [], "paid": []}
        for _ in range(self.given.rounds):
            for kind in costs:
                seen = self.measure(generator, port, kind, count, rate, self.given.seconds)
                costs[kind].append(seen["cpu_us_per_msg"])
                medians[kind].append(seen["e2e_p50_ms"])
        granted_us, paid_us = (statistics.median(costs[kind]) for kind in ("granted", "paid"))
        granted_ms, paid_ms = (statistics.median(medians[kind]) for kind in ("granted", "paid"))
        self.add(f"processor time of the gateway a record at {rate:,}/s, {count} buyer{'' if count == 1 else 's'}: granted, paid", "paid ≤ 1.15 ×",
                 f"{granted_us:.1f} µs ({spread(costs['granted'])}), {paid_us:.1f} µs ({spread(costs['paid'])}): {paid_us / granted_us:.2f} ×; {granted_ms:.1f} ms, {paid_ms:.1f} ms to the buyer")

    def measure(self, generator, port, kind, count, rate, seconds):
        """Tells also where the gateway's processor time went, by threads, in microseconds a record."""
        with open(self.path(kind)) as file, open(self.path("buyers"), "w") as some:
            some.writelines(file.readlines()[:count])
        before = machine.thread_ticks(self.gateway.pid)
        result = generator.ask(["--label", kind, "--port", port, "--rate", rate, "--devices", 100, "--topic", "zigbee2mqtt/dev%05d", "--warm-up", 1,
                                "--seconds", seconds, "--subscribe", "feeds/bench/records", "--buyers-file", self.path("buyers"), "--pid", self.gateway.pid], 90)
        shown = {key: result[key] for key in ("label", "buyers", "rate", "cpu_us_per_msg", "e2e_p50_ms", "e2e_p99_ms", "acknowledged", "delivered", "lost", "twice", "write_bytes_per_msg")}
        shown["threads_us"] = {name: round(1e6 * ticks / os.sysconf("SC_CLK_TCK") / result["sent"], 1)
                               for name, ticks in sorted((machine.thread_ticks(self.gateway.pid) - before).items(), key=lambda one: -one[1])[:8]}
        say(json.dumps(shown))
        if result["lost"] or result["twice"]:
            raise Failed(f"{kind}: {result['lost']} lost, {result['twice']} twice")
        return result

    def heard(self):
        line = self.buyer.stdout.readline()
        if not line:
            with open(self.path("buyer.log")) as log:
                raise Failed("the buyer ended: " + log.read()[-300:])
        return json.loads(line)

    def open(self, home, *settings):
        ready = os.path.join(home, "cache", "ready")
        if os.path.exists(ready):
            os.remove(ready)  # of the process before
        self.gateway = machine.start([HEADGATE, "run", "--home", home, "--set", "mqtt-door.port=0", "--set", "coap-source.port=0", "--set", "lora-source.port=0", "--set", "pay-http.port=0", *settings],
                                     home + ".log")
        machine.until(lambda: os.path.exists(ready) and os.path.getsize(ready) > 0 or self.gateway.poll() is not None, 90, "the start of the gateway")
        if self.gateway.poll() is not None:
            with open(home + ".log") as log:
                raise Failed("the gateway ended: " + log.read()[-300:])

    def ask(self, home, *command):
        return json.loads(machine.run([HEADGATE, *command, "--home", home], 60, accept=(0, 1)))

    def close(self):
        if self.gateway:
            machine.stop(self.gateway, 30)
            self.gateway = None

    def end(self):
        self.close()
        if self.buyer:
            self.buyer.stdin.close()
            machine.stop(self.buyer)
            self.buyer = None


def spread(numbers):
    return f"{min(numbers):.1f}–{max(numbers):.1f}"


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/sale.sh", description=__doc__.split(":")[0])
    parser.add_argument("--rows", default=",".join(ROWS), help=f"of {', '.join(ROWS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds of the row delivery (default 7)")
    parser.add_argument("--seconds", type=float, default=5, help="measured in each of them (default 5)")
    parser.add_argument("--delivery", default=DELIVERY, help=f"what the row delivery measures: buyers x records a second (default {DELIVERY})")
    parser.add_argument("--window", type=int, default=1024, help="records that a buyer signs for at once there (default 1024; the gateway's own is 256)")
    given = parser.parse_args()
    unknown = set(given.rows.split(",")) - set(ROWS)
    if unknown:
        parser.error(f"unknown rows: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    signal.signal(signal.SIGTERM, interrupted)
    folder = tempfile.mkdtemp(prefix="headgate-sale")
    sale = Sale(given, folder)
    try:
        say("load average before: " + " ".join(f"{load:.1f}" for load in os.getloadavg()))
        sale.run()
    except KeyboardInterrupt:
        say("interrupted: the table is of what was measured until now")
    finally:
        machine.stop_all()
        shutil.rmtree(folder, ignore_errors=True)
    say("\n| what | goal | seen |\n|---|---|---|\n" + "\n".join(sale.table))
    return 1 if any(": failed" in row for row in sale.table) else 0


sys.exit(main())
