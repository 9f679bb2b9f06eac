"""The load generator: one process for all measurements of a session, so that only the first warms it."""

import json
import os
import select
import subprocess
import time

import machine
from machine import Failed

JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData")


class Generator:
    def __init__(self, java):
        self.command = [java, *JVM, "-jar", machine.benchmarks_jar(), "serve"]
        self.process = None
        self.pending = b""

    def ask(self, arguments, seconds):
        """The JSON that a run prints; raises Failed if it tells a failure or takes longer than so many seconds."""
        self.send(arguments)
        return self.answer(seconds)

    def send(self, arguments):
        if self.process is None or self.process.poll() is not None:
            self.pending = b""
            self.process = machine.start(self.command, os.devnull, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.process.stdin.write("\t".join(map(str, arguments)).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.pending:
            ready = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]
            part = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not part:
                self.stop()
                raise Failed("the generator ended" if ready else f"the generator took longer than {seconds:.0f} s")
            self.pending += part
        line, self.pending = self.pending.split(b"\n", 1)
        result = json.loads(line)
        if "failed" in result:
            raise Failed(result["failed"])
        return result

    def stop(self):
        if self.process is not None:
            machine.stop(self.process, 5)
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None
