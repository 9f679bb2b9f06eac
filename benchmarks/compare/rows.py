"""What is measured: each measurement is one run of the load generator against a peer that runs."""

from dataclasses import dataclass

GATEWAY = ("headgate", "headgate-25", "headgate-25-aot")
DOORS = ("mosquitto", *GATEWAY)
ALL = (*DOORS, "node-red", "node-red-batch", "camel", "camel-batch")


@dataclass(frozen=True)
class Measurement:
    name: str
    peers: tuple
    arguments: tuple
    buyers: int = 1
    connections: int = 4
    stretch: float = 1.0
    """Times the seconds of a usual measurement."""
    warm: float = 1.0
    """Times the warm-up of a usual measurement: until each device has been heard."""

    def cost(self, seconds, warm_up):
        """Expected seconds, with the generator's own start and end."""
        return 1.2 + warm_up * self.warm + seconds * self.stretch + self.connections / 2000 + self.buyers / 400

    def command(self, seconds, warm_up):
        return [*self.arguments, "--buyers", self.buyers, "--connections", self.connections, "--seconds", seconds * self.stretch,
                "--warm-up", warm_up * self.warm]


# In the order in which a peer goes through them: what needs a warm server stands behind what warms it.
MEASUREMENTS = (
    Measurement("ingest", ALL, ("--devices", 100)),
    Measurement("ingest-mqtt5", DOORS, ("--devices", 100, "--mqtt", "5")),
    Measurement("latency", ALL, ("--devices", 100, "--rate", 500)),
    Measurement("devices", DOORS, ("--devices", 10000), warm=3),
    Measurement("flash-5000", GATEWAY, ("--devices", 100, "--rate", 5000)),
    Measurement("flash-10", GATEWAY, ("--devices", 10, "--rate", 10), stretch=2),
    Measurement("fan-out-50", DOORS, ("--devices", 100, "--window", 100), buyers=50),
    Measurement("fan-out-1000", DOORS, ("--devices", 100, "--window", 20), buyers=1000),
    Measurement("connections", DOORS, ("--devices", 10000, "--in-flight", 20), connections=10000, warm=2),
)

# Beside them: start (to the first message), idle (memory, before any load), CoAP.
BESIDE = ("start", "idle")
COAP = "coap"
ONCE = {"memory": 600, "verify": 200, "restart": 500, "coap-memory": 300, "proof": 120}
"""Rows that run once, behind the rounds, and their seconds where no budget limits them; with one, they share what the rounds leave."""
ONCE_LEAST = 0.12
"""What the rounds leave to them at least, of a budget."""
COAP_WARM_UP = 3
NAMES = (*BESIDE, *(m.name for m in MEASUREMENTS), COAP, *ONCE)
SHORT = ("start", "idle", "ingest", "latency")
IDLE_SECONDS = 5
START_SECONDS = {"mosquitto": 1, "echo": 1}
OTHER_START_SECONDS = 4
