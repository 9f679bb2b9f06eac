"""What takes minutes, and runs once: one home that is filled, looked at, exported and started again."""

import os
import re
import shutil
import time

import machine
from machine import Failed

EXPORTED_PER_SECOND = 15_000


class Once:
    def __init__(self, comparison, peer):
        self.comparison = comparison
        self.peer = peer
        self.seconds = comparison.once_seconds
        self.folder = os.path.join(comparison.options.folder, "once-" + peer.name)

    def run(self):
        os.makedirs(self.folder)
        try:
            self.step("memory", self.fill)
            self.step("verify", self.verify)
            self.step("restart", self.restart)
            self.step("coap-memory", self.coap)
            self.step("proof", self.proof)
        finally:
            self.comparison.options.generator.stop()
            self.peer.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def step(self, row, take):
        if row not in self.seconds:
            return
        try:
            if self.comparison.time_left() < 30:
                raise Failed("the time was up")
            if not self.peer.processes:
                self.start()
            take(min(self.seconds[row], self.comparison.time_left() - 20))
        except Failed as e:
            self.comparison.write({"row": row, "peer": self.peer.name, "failed": str(e)})

    def start(self):
        """All that is written is kept here, whatever its size."""
        if not self.peer.home.startswith(self.folder):
            self.peer.start(self.folder)
            self.peer.stop()
        return self.peer.restart(self.folder, "journal.retention.mib=16384")

    def kept(self):
        journal = self.peer.status()["facts"]["journal"]
        return int(journal["journal.next"]) - int(journal["journal.first"]), int(journal["journal.next"]) - 1 - int(journal["journal.sealed"])

    def fill(self, seconds):
        """Memory and disk behind millions of messages at full speed."""
        most = self.comparison.given.messages
        result = self.comparison.generate(self.peer, ["--devices", 100, "--warm-up", 1, "--seconds", 0.85 * seconds, "--count", most], seconds)
        rss, peak = machine.resident_mib(self.peer.pids), machine.peak_mib(self.peer.pids)
        data = os.path.join(self.peer.home, "data")
        size = settled(lambda: machine.folder_bytes(data), 0.15 * seconds)
        count = self.kept()[0]
        self.comparison.write({
            "row": "memory", "peer": self.peer.name, "messages": result["sent"], "seconds": result["seconds"], "rss_mib": round(rss, 1),
            "peak_rss_mib": round(peak, 1), "disk_bytes": size, "kept": count, "disk_bytes_per_msg": round(size / max(1, count), 1),
            **{field: result[field] for field in ("lost", "twice", "acknowledged")}})

    def verify(self, seconds):
        """An export of a million records, or of as many as the time allows, checked without the gateway."""
        count = min(1_000_000, self.kept()[0], round(EXPORTED_PER_SECOND * seconds))
        file = os.path.join(self.folder, "export.cbor")
        began = time.monotonic()
        machine.run([self.peer.command, "export", "--from", "1", "--to", str(count), "--format", "cbor", "--out", file, "--home", self.peer.home],
                    seconds + 30, env=self.peer.env)
        exported = time.monotonic() - began
        began = time.monotonic()
        machine.run([self.peer.command, "verify", file], seconds + 30, env=self.peer.env)
        self.comparison.write({"row": "verify", "peer": self.peer.name, "records": count, "seconds": round(time.monotonic() - began, 2),
                               "export_seconds": round(exported, 2), "bytes": os.path.getsize(file)})
        os.remove(file)

    def restart(self, seconds):
        """To the first message, with so many records kept; they are written to the journal directly."""
        end = time.monotonic() + seconds
        missing = self.comparison.given.records - self.kept()[0]
        self.peer.stop()
        if missing > 0:
            java = [self.comparison.options.java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", machine.benchmarks_jar()]
            machine.run([*java, "org.headgate.benchmarks.JournalBench", "--data", os.path.join(self.peer.home, "data"), "fill",
                         "--records", missing, "--seconds", round(0.5 * seconds)], seconds)
            self.start()
            while self.kept()[1] > 4096 and time.monotonic() < end - 10:
                time.sleep(1)
            self.peer.stop()
        took = self.start()
        records, unsealed = self.kept()
        self.comparison.write({"row": "restart", "peer": self.peer.name, "records": records, "unsealed": unsealed, "seconds": round(took, 3)})

    def coap(self, seconds):
        """Memory behind minutes of CoAP at full speed."""
        self.comparison.coap(self.peer, "coap-memory", seconds - 5, {"minutes": round(seconds / 60, 1)})

    def proof(self, seconds):
        """Sealing and verifying alone, in a Java with the gateway's options."""
        self.peer.stop()
        count = min(1_000_000, round(EXPORTED_PER_SECOND * seconds))
        said = machine.run([self.comparison.options.java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx112m", "-cp", machine.benchmarks_jar(),
                            "org.headgate.benchmarks.ProofBenchmark", count, "cbor"], 2 * seconds + 60)
        millis = {what: float(time) for what, time in re.findall(r"^(.*): ([0-9.]+) ms, processor", said, re.M)}
        self.comparison.write({"row": "proof", "peer": self.peer.name, "records": count, "sealing_cold_ms": millis["sealing the first batch, cold"],
                               "sealing_ms": millis["sealing a batch of 4096"], "seconds": round(millis["verifying all of it, cold"] / 1000, 2)})


def settled(measure, seconds):
    """The value once it has been the same for five seconds, or after so many seconds."""
    end, value, since = time.monotonic() + seconds, measure(), time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < 5:
        time.sleep(1)
        now = measure()
        if now != value:
            value, since = now, time.monotonic()
    return value
