"""What is compared. Each is started anew for a round, on free ports of loopback, with its files in a folder of that round."""

import json
import os
import shutil
import socket
import sqlite3
import sys
import time

import machine
from machine import ROOT, Failed



class Peer:
    """A pipeline from a device's message to a buyer's."""

    name = "?"
    topic = "zigbee2mqtt/dev%05d"
    subscribe = "zigbee2mqtt/#"
    warm_seconds = 3

    def __init__(self, options):
        self.options = options
        self.processes = []
        self.port = 0
        self.coap_port = 0

    def start(self, folder):
        """Returns the seconds from the start of the last process to the first message through."""
        raise NotImplementedError

    def stop(self):
        for process in reversed(self.processes):
            machine.stop(process)
        self.processes = []

    @property
    def pids(self):
        return [process.pid for process in self.processes]

    def credentials(self):
        return []

    def before(self, measurement):
        """What has to be done before a measurement."""

    def first_message(self, start):
        """Starts the server while a client already tries; seconds until that got its first message."""
        generator = self.options.generator
        generator.send(["first", "--port", self.port, "--topic", self.topic % 0, "--subscribe", self.subscribe, *self.credentials()])
        generator.answer(20)
        began = time.time()
        start()
        return generator.answer(90)["first_at_ms"] / 1000 - began


class Mosquitto(Peer):
    """Mosquitto alone: it stores nothing. No limits on queues, so that it is not the broker that loses or brakes."""

    name = "mosquitto"

    def start(self, folder):
        self.port = self.port or machine.free_port()
        config = os.path.join(folder, "mosquitto.conf")
        with open(config, "w") as file:
            file.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n"
                       "max_queued_messages 0\nmax_inflight_messages 1000\nlog_type error\n")
        return self.first_message(lambda: self.launch(["mosquitto", "-c", config], folder))

    def launch(self, command, folder, **more):
        self.processes.append(machine.start(command, os.path.join(folder, self.name + ".log"), **more))


class Behind(Mosquitto):
    """A pipeline behind a Mosquitto: its processor time is that of both."""

    subscribe = "feed/#"
    warm_seconds = 6

    def start(self, folder):
        self.port = machine.free_port()
        broker = Mosquitto(self.options)
        broker.port = self.port
        broker.start(folder)
        self.processes = broker.processes
        return self.first_message(lambda: self.pipeline(folder))


class NodeRed(Behind):
    """Node-RED with SQLite (write-ahead log, synchronous FULL): a row a message, or 200 messages or 50 ms a transaction."""

    def __init__(self, options, kind):
        super().__init__(options)
        self.kind = kind
        self.name = "node-red" if kind == "single" else "node-red-batch"

    def pipeline(self, folder):
        installed = os.path.join(self.options.peers, "node-red")
        database = os.path.join(folder, "readings.sqlite")
        with sqlite3.connect(database) as db:
            db.execute("pragma journal_mode=wal")
            db.execute("create table reading(id integer primary key, device text, seq integer, ts integer, raw text)")
        db.close()
        flow = os.path.join(folder, "flow.json")
        with open(flow, "w") as file:
            file.write(machine.run([sys.executable, os.path.join(ROOT, "benchmarks", "peers", "node-red", "flow.py"), self.kind, self.port, database], 20))
        self.launch(["node", "node_modules/node-red/red.js", "--settings", "settings.js", "--userDir", folder, "--port",
                     machine.free_port(), flow], folder, cwd=installed, env={"NODE_PATH": os.path.join(installed, "node_modules")})


class Camel(Behind):
    """Camel with H2: a row a message as H2 comes (written within half a second), or 200 messages or 50 ms a transaction, written at once."""

    def __init__(self, options, kind):
        super().__init__(options)
        self.kind = kind
        self.name = "camel" if kind == "single" else "camel-batch"

    def pipeline(self, folder):
        target = os.path.join(self.options.peers, "camel", "target")
        self.launch([self.options.java, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{target}/camel.jar:{target}/lib/*",
                     "org.headgate.benchmarks.camel.Gateway", self.port,
                     f"jdbc:h2:file:{folder}/readings" + (";WRITE_DELAY=0" if self.kind == "batch" else ""), self.kind], folder)


class Echo(Peer):
    """Bare Californium with Headgate's deduplicator: answers every POST and keeps nothing."""

    name = "echo"
    warm_seconds = 0

    def start(self, folder):
        self.coap_port = machine.free_port(socket.SOCK_DGRAM)
        log = os.path.join(folder, "echo.log")
        self.processes.append(machine.start(
            [self.options.java, "-Xmx1g", "-cp", machine.benchmarks_jar(), "org.headgate.benchmarks.coap.CoapEcho", "--port", self.coap_port], log))
        machine.until(lambda: self.ready(log), 20, "the start of the CoAP echo")
        return None

    def ready(self, log):
        with open(log) as said:
            text = said.read()
        if self.processes[-1].poll() is not None:
            raise Failed("the CoAP echo ended: " + text.strip()[-200:])
        return "ready" in text


class Headgate(Peer):
    """Headgate with all features and default options; a buyer with a pass reads the feed of all records."""

    subscribe = "feeds/bench/records"
    warm_seconds = 8

    def __init__(self, options, name="headgate", java_home=None, java_options="", cache=False):
        super().__init__(options)
        self.name = name
        self.java_options = java_options
        self.cache = os.path.join(options.folder, name + ".aot") if cache else None
        self.env = {}
        if java_home:
            self.env["JAVA_HOME"] = java_home
        self.command = os.path.join(ROOT, "gateway-distribution", "target", "headgate", "bin", "headgate")
        self.home = ""
        self.buyer = ()

    def start(self, folder):
        prepared = os.path.join(self.options.folder, "prepared-" + self.name)
        if not os.path.isdir(prepared):
            self.prepare(prepared)
        self.home = os.path.join(folder, "home")
        if not os.path.isdir(self.home):
            shutil.copytree(prepared, self.home)
        with open(os.path.join(self.home, "pass.json")) as file:
            self.buyer = ("--buyer", json.load(file)["id"], "--buyer-password-file", os.path.join(self.home, "pass.token"))
        return self.restart(folder)

    def restart(self, folder, *settings):
        self.port = machine.free_port()
        self.coap_port = machine.free_port(socket.SOCK_DGRAM)
        use = f" -XX:AOTCache={self.cache}" if self.cache else ""
        return self.first_message(lambda: self.launch(folder, self.java_options + use, *settings))

    def launch(self, folder, java_options, *settings):
        self.env["HEADGATE_JAVA_OPTS"] = java_options
        self.processes.append(machine.start(
            [self.command, "run", "--home", self.home, "--set", f"mqtt-door.port={self.port}", "--set", "mqtt-door.connections.max=12000", "--set", "devices.max=12000",
             "--set", f"coap-source.port={self.coap_port}", "--set", "lora-source.port=0", "--set", "console.port=0",
             "--set", "devices.adopt.rule=*", *(word for setting in settings for word in ("--set", setting))],
            os.path.join(folder, self.name + ".log"), env=self.env))

    def prepare(self, home):
        """A home with the feed and the pass, as after a first start."""
        os.makedirs(home)
        self.home = home
        self.port = machine.free_port()
        self.coap_port = machine.free_port(socket.SOCK_DGRAM)
        make = f" -XX:AOTCacheOutput={self.cache}" if self.cache else ""
        self.launch(os.path.dirname(home), self.java_options + make)
        machine.until(self.ready, 60, "the first start of Headgate")
        self.ask("feed", "create", "bench", "--min-trust", "0")
        granted = json.loads(self.ask("pass", "grant", "bench", "--buyer", "bench", "--for", "1d", "--json"))
        with open(os.open(os.path.join(home, "pass.token"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(granted.pop("token"))
        with open(os.path.join(home, "pass.json"), "w") as file:
            json.dump(granted, file)
        machine.stop(self.processes.pop(), 90)
        if self.cache and not os.path.exists(self.cache):
            raise Failed("Java wrote no AOT cache")

    def ready(self):
        if self.processes[-1].poll() is not None:
            raise Failed("Headgate ended while it started")
        try:
            with open(os.path.join(self.home, "cache", "ready")) as file:
                return file.read() != ""
        except FileNotFoundError:
            return False

    def ask(self, *command):
        return machine.run([self.command, *command, "--home", self.home], 60, env=self.env)

    def status(self):
        return json.loads(machine.run([self.command, "status", "--json", "--home", self.home], 60, env=self.env, accept=(0, 1)))

    def credentials(self):
        return self.buyer

    def before(self, measurement):
        """A new subscription begins with what is not sealed: for many buyers at once that is sealed first, as an export does."""
        if measurement.buyers > 1:
            last = int(self.status()["facts"]["journal"]["journal.next"]) - 1
            if last > 0:
                self.ask("export", "--from", str(last), "--to", str(last), "--format", "jsonl")
