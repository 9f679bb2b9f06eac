"""Speaks to the door with Eclipse Paho: door.py <tcp|websockets> <port> <4|5>. Prints "ok" at the end."""
import queue
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

TRANSPORT, PORT, LEVEL = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
FIVE = LEVEL == 5
SECONDS = 120


class Client:
    def __init__(self, name, clean=True, will=None):
        more = {} if FIVE else {"clean_session": clean}
        if hasattr(mqtt, "CallbackAPIVersion"):
            more["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION1
        self.paho = mqtt.Client(client_id=f"{name}{LEVEL}", protocol=LEVEL, transport=TRANSPORT, **more)
        self.heard, self.events = queue.Queue(), queue.Queue()
        self.paho.on_message = lambda client, data, message: self.heard.put(message)
        self.paho.on_connect = lambda client, data, flags, code, properties=None: self.events.put((int(flags["session present"]), str(code)))
        self.paho.on_subscribe = lambda *all: self.events.put("subscribed")
        if will:
            self.paho.will_set(*will)
        properties = None
        if FIVE and not clean:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = 3600
        if FIVE:
            self.paho.connect("127.0.0.1", PORT, clean_start=clean, properties=properties)
        else:
            self.paho.connect("127.0.0.1", PORT)
        self.paho.loop_start()
        self.present, code = self.events.get(timeout=SECONDS)
        assert code in ("0", "Success"), code

    def subscribe(self, topic, qos, **more):
        self.paho.subscribe(topic, qos, **more)
        assert self.events.get(timeout=SECONDS) == "subscribed"

    def publish(self, topic, text, qos, retain=False, properties=None):
        sent = self.paho.publish(topic, text, qos, retain, properties=properties)
        sent.wait_for_publish()

    def next(self):
        return self.heard.get(timeout=SECONDS)

    def end(self):
        self.paho.disconnect()
        self.paho.loop_stop()


reader, writer = Client("reader"), Client("writer")
reader.subscribe("home/#", 2)
for qos in (0, 1, 2):
    writer.publish("home/qos", f"with {qos}", qos)
    message = reader.next()
    assert (message.payload.decode(), message.qos) == (f"with {qos}", qos)
writer.publish("home/large", "x" * 300_000, 1)
assert len(reader.next().payload) == 300_000
print("qos")

writer.publish("state/lamp", "on", 1, retain=True)
reader.subscribe("state/+", 1)
message = reader.next()
assert message.payload == b"on" and message.retain
print("retained")

if FIVE:
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType, properties.ResponseTopic = "text/plain", "answers"
    properties.CorrelationData, properties.UserProperty = b"7", ("a", "b")
    wanted = Properties(PacketTypes.SUBSCRIBE)
    wanted.SubscriptionIdentifier = 9
    reader.subscribe("told", 1, properties=wanted)
    writer.publish("told", "it", 1, properties=properties)
    told = reader.next().properties
    assert (told.ContentType, told.ResponseTopic, told.CorrelationData) == ("text/plain", "answers", b"7")
    assert told.UserProperty == [("a", "b")] and told.SubscriptionIdentifier == [9]
    print("properties")

reader.subscribe("will", 1)
dying = Client("dying", will=("will", "gone", 1, False))
dying.paho.loop_stop()
dying.paho._sock_close()
assert reader.next().payload == b"gone"
print("will")

away = Client("away", clean=False)
away.subscribe("queue", 1)
away.end()
for text in ("one", "two"):
    writer.publish("queue", text, 1)
back = Client("away", clean=False)
assert back.present == 1
assert [back.next().payload, back.next().payload] == [b"one", b"two"]
print("session")

for client in (reader, writer, back):
    client.end()
print("ok")
