"""Medians and ratios of a result file (JSON lines), as Markdown for docs/performance.md."""

import json
import statistics

NAMES = {"mosquitto": "Mosquitto", "headgate": "Headgate", "headgate-25": "Headgate, Java 25", "node-red": "Node-RED + SQLite",
         "node-red-batch": "Node-RED + SQLite, batched", "camel": "Camel + H2", "camel-batch": "Camel + H2, batched",
         "headgate-25-aot": "Headgate, Java 25, AOT cache, compact headers", "echo": "Californium echo"}


class Results:
    def __init__(self, lines):
        self.lines = lines

    def values(self, peer, row, field):
        return [line[field] for line in self.lines
                if line.get("peer") == peer and line.get("row") == row and field in line]

    def median(self, peer, row, field):
        values = self.values(peer, row, field)
        return statistics.median(values) if values else None

    def peers(self):
        present = {line.get("peer") for line in self.lines}
        return [name for name in NAMES if name in present and name != "echo"]

    def rounds(self):
        return max((line.get("round", 0) for line in self.lines), default=0)


def read(path):
    with open(path) as file:
        return Results([json.loads(line) for line in file if line.startswith("{")])


def number(value, digits=0, unit=""):
    return "–" if value is None else f"{value:,.{digits}f}{unit}"


def spread(results, peer, row, field, digits=0, unit=""):
    """Median, and the smallest and the largest where there are several."""
    values = results.values(peer, row, field)
    if not values:
        return "–"
    text = number(statistics.median(values), digits, unit)
    return text if len(values) == 1 else f"{text} ({number(min(values), digits)}–{number(max(values), digits)})"


def ratio(part, whole):
    return "–" if not part or not whole else f"{part / whole:.2f}"


# title, row, field, digits, unit, goal
FIGURES = (
    ("durable ingest, closed loop, 100 devices", "ingest", "delivered_per_s", 0, "/s", "≥ 1.0 ×"),
    ("the same over MQTT 5", "ingest-mqtt5", "delivered_per_s", 0, "/s", ""),
    ("processor time a message, all its processes", "ingest", "cpu_us_per_msg", 1, " µs", "≤ 20 µs"),
    ("the same, without the broker before it", "ingest", "cpu_us_per_msg_last", 1, " µs", "≤ 20 µs"),
    ("the load generator's own, a message", "ingest", "generator_us_per_msg", 1, " µs", ""),
    ("10,000 devices", "devices", "delivered_per_s", 0, "/s", "≥ 0.95 × own rate with 100"),
    ("10,000 connections", "connections", "delivered_per_s", 0, "/s", "≥ 0.95 × own rate with 100"),
    ("device to buyer at 500/s, median", "latency", "e2e_p50_ms", 2, " ms", "≤ 1 ms"),
    ("device to buyer at 500/s, 99th percentile", "latency", "e2e_p99_ms", 2, " ms", "≤ 5 ms"),
    ("fan-out to 50 buyers, deliveries", "fan-out-50", "delivered_per_s", 0, "/s", "≥ 1.0 ×"),
    ("processor time a delivery, 50 buyers", "fan-out-50", "cpu_us_per_delivery", 2, " µs", ""),
    ("fan-out to 1,000 buyers, deliveries", "fan-out-1000", "delivered_per_s", 0, "/s", "≥ 1.0 ×"),
    ("processor time a delivery, 1,000 buyers", "fan-out-1000", "cpu_us_per_delivery", 2, " µs", ""),
    ("start to the first message through", "start", "seconds", 2, " s", "≤ 1.5 s"),
    ("resident, idle", "idle", "rss_mib", 0, " MiB", "≤ 100 MiB"),
    ("resident at full load", "ingest", "rss_mib", 0, " MiB", "≤ 180 MiB"),
)


def markdown(results):
    parts = [head(results), compared(results), own(results), coap(results), flash(results), memory(results), once(results), trouble(results)]
    return "\n".join(part for part in parts if part)


def head(results):
    run = next((line for line in results.lines if "commit" in line), None)
    if run is None:
        return ""
    return (f"Commit `{run['commit']}`, {run['machine']}, {run['java']}, {run['mosquitto']}; medians of {results.rounds()} interleaved rounds of "
            f"{run['seconds']:g} s after {run['warm_up']:g} s of warm-up, smallest and largest in brackets; load average before: {run['load_before']:.1f}.\n")


def compared(results):
    peers = results.peers()
    shown = [figure for figure in FIGURES if any(results.values(peer, figure[1], figure[2]) for peer in peers)]
    if "headgate" not in peers or not shown:
        return ""
    others = [peer for peer in peers if peer not in ("mosquitto", "headgate")]
    columns = ["headgate", "mosquitto", *(peer for peer in peers if peer not in ("mosquitto", "headgate"))]
    lines = [cells("what", "Headgate : Mosquitto", "goal", *(NAMES[peer] for peer in columns)), "|---" * (3 + len(columns)) + "|"]
    for title, row, field, digits, unit, goal in shown:
        share = ratio(results.median("headgate", row, field), results.median("mosquitto", row, field))
        lines.append(cells(title, share, goal or "–", *(spread(results, peer, row, field, digits, unit) for peer in columns)))
    return "\n".join(lines) + "\n"


def cells(*texts):
    return "| " + " | ".join(texts) + " |"


def own(results):
    """Rates with many devices and connections beside the same server's rate with few."""
    lines = []
    for row, title in (("devices", "10,000 devices"), ("connections", "10,000 connections")):
        shares = [f"{NAMES[peer]} {ratio(results.median(peer, row, 'delivered_per_s'), results.median(peer, 'ingest', 'delivered_per_s'))}"
                  for peer in results.peers() if results.values(peer, row, "delivered_per_s")]
        if shares:
            lines.append(f"Rate with {title} : rate with 100 devices: " + ", ".join(shares) + ".")
    return "\n".join(lines) + "\n" if lines else ""


def coap(results):
    lines = []
    for peer in ("headgate", "headgate-25", "headgate-25-aot", "echo"):
        if results.values(peer, "coap", "answers_per_s"):
            lines.append(cells(NAMES[peer], ratio(results.median(peer, "coap", "answers_per_s"), results.median("echo", "coap", "answers_per_s")),
                               spread(results, peer, "coap", "answers_per_s", 0, "/s"), spread(results, peer, "coap", "p50_ms", 2),
                               spread(results, peer, "coap", "p99_ms", 2), spread(results, peer, "coap", "cpu_us_per_msg", 1),
                               spread(results, peer, "coap", "rss_mib", 0)))
    head = [cells("CON POST to 2.04, 512 devices", ": echo", "answers", "median, ms", "99th percentile, ms", "processor time, µs", "resident, MiB"),
            "|---|---|---|---|---|---|---|"]
    return "\n".join(head + lines) + "\n" if lines else ""


def flash(results):
    lines = []
    for peer in ("headgate", "headgate-25", "headgate-25-aot"):
        for rate, row in ((10, "flash-10"), (500, "latency"), (5000, "flash-5000")):
            if results.values(peer, row, "write_bytes_per_msg"):
                lines.append(f"| {NAMES[peer]} | {rate:,}/s | {spread(results, peer, row, 'write_bytes_per_msg')} | "
                             f"{spread(results, peer, row, 'e2e_p50_ms', 2)} | {spread(results, peer, row, 'e2e_p99_ms', 2)} |")
    head = ["| | rate | bytes written a message | median, ms | 99th percentile, ms |", "|---|---|---|---|---|"]
    return "\n".join(head + lines) + "\n" if lines else ""


def memory(results):
    lines = [f"| {NAMES[line['peer']]} | {line['messages']:,} | {line['seconds']:.0f} s | {line['rss_mib']:.0f} MiB | {line['peak_rss_mib']:.0f} MiB | "
             f"{line['disk_bytes_per_msg']:.0f} bytes |" for line in results.lines if line.get("row") == "memory" and "messages" in line]
    head = ["| | messages | in | resident behind them | peak | disk a message kept |", "|---|---|---|---|---|---|"]
    return "\n".join(head + lines) + "\n" if lines else ""


def once(results):
    lines = []
    for line in results.lines:
        if "failed" in line:
            continue
        if line.get("row") == "verify":
            lines.append(f"{NAMES[line['peer']]}: an export of {line['records']:,} records ({line['bytes'] / 2**20:.0f} MiB, written in "
                         f"{line['export_seconds']:.1f} s) is verified in {line['seconds']:.1f} s.")
        if line.get("row") == "restart":
            lines.append(f"{NAMES[line['peer']]}: with {line['records']:,} records kept, {line['unsealed']:,} of them not sealed, the first message is through {line['seconds']:.2f} s "
                         "after the start.")
        if line.get("row") == "proof":
            lines.append(f"Sealing 4,096 contributions: {line['sealing_ms']:.1f} ms, the first {line['sealing_cold_ms']:.1f} ms; verifying "
                         f"{line['records']:,} in a new process: {line['seconds']:.1f} s.")
        if line.get("row") == "coap-memory":
            lines.append(f"{NAMES[line['peer']]}: behind {line['minutes']:g} minutes of CoAP at {line['answers_per_s']:,}/s, "
                         f"{line['rss_mib']:.0f} MiB are resident.")
    return "\n".join(lines) + "\n" if lines else ""


def trouble(results):
    """What was lost or came twice, and what could not be measured."""
    lines = []
    for peer in results.peers():
        lost, twice, acknowledged = (sum(line.get(field, 0) for line in results.lines if line.get("peer") == peer)
                                     for field in ("lost", "twice", "acknowledged"))
        if acknowledged:
            lines.append(f"{NAMES[peer]}: {lost} acknowledged and not delivered, {twice} delivered twice, of {acknowledged:,}.")
    lines += [f"Not measured: {line['peer']} {line['row']}, round {line.get('round', '–')}: {line['failed']}"
              for line in results.lines if "failed" in line]
    return "\n".join(lines) + "\n" if lines else ""
