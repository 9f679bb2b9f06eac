"""Writes a Node-RED flow: readings from a broker, decoded, a row each in SQLite, and out again.

usage: flow.py single|batch BROKER_PORT DATABASE
batch: up to 200 messages or 50 ms in one transaction.
"""

import json
import sys

kind, port, database = sys.argv[1], int(sys.argv[2]), sys.argv[3]

DECODE = """
const device = msg.topic.substring(msg.topic.lastIndexOf('/') + 1), p = msg.payload;
const record = {topic: 'feed/' + device,
    payload: JSON.stringify({device: device, temperature: p.temperature, seq: p.seq, ts: p.ts})};
"""
ONE = DECODE + """
return {record: record, params: {$device: device, $seq: p.seq, $ts: p.ts, $raw: JSON.stringify(p)}};
"""
PART = DECODE + """
return {payload: {record: record, row: [device, p.seq, p.ts, JSON.stringify(p)]}};
"""
TRANSACTION = """
const text = s => "'" + String(s).replace(/'/g, "''") + "'";
const rows = msg.payload.map(m => '(' + text(m.row[0]) + ',' + m.row[1] + ',' + m.row[2] + ',' + text(m.row[3]) + ')');
return {records: msg.payload.map(m => m.record),
    topic: 'BEGIN;INSERT INTO reading(device, seq, ts, raw) VALUES' + rows.join(',') + ';COMMIT;'};
"""


def broker(name):
    return {"id": name, "type": "mqtt-broker", "broker": "127.0.0.1", "port": port, "clientid": "node-red-" + name,
            "autoConnect": True, "usetls": False, "protocolVersion": "4", "keepalive": "60", "cleansession": name == "out",
            "autoUnsubscribe": True, "birthTopic": "", "closeTopic": "", "willTopic": ""}


def node(name, kind, to, **more):
    return {"id": name, "type": kind, "z": "flow", "name": name, "wires": [[to]] if to else [], **more}


def function(name, code, to):
    return node(name, "function", to, func=code, outputs=1)


nodes = [
    node("source", "mqtt in", "decode", topic="zigbee2mqtt/#", qos="1", datatype="json", broker="in", nl=False, rap=True, rh=0, inputs=0),
    node("publish", "mqtt out", None, topic="", qos="1", retain="", broker="out", respTopic="", contentType="", userProps="", correl="", expiry=""),
]
if kind == "batch":
    nodes += [
        function("decode", PART, "collect"),
        node("collect", "join", "transaction", mode="custom", build="array", property="payload", propertyType="msg", key="topic",
             joiner="", joinerType="str", useparts=False, accumulate=False, timeout="0.05", count="200", reduceRight=False),
        function("transaction", TRANSACTION, "store"),
        node("store", "sqlite", "records", mydb="db", sqlquery="batch", sql=""),
        function("records", "return [msg.records];", "publish"),
    ]
else:
    nodes += [
        function("decode", ONE, "store"),
        node("store", "sqlite", "records", mydb="db", sqlquery="prepared",
             sql="INSERT INTO reading(device, seq, ts, raw) VALUES($device, $seq, $ts, $raw)"),
        function("records", "return msg.record;", "publish"),
    ]
for i, each in enumerate(nodes):
    each.update(x=120 * (i + 1), y=100)  # without a place Node-RED takes a node for a configuration
flow = [{"id": "flow", "type": "tab", "label": kind}, broker("in"), broker("out"),
        {"id": "db", "type": "sqlitedb", "db": database, "mode": "RWC"}]
print(json.dumps(flow + nodes))
