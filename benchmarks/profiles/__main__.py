"""What device profiles cost; see benchmarks/profiles.sh."""
import glob
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ARCHIVE = os.path.join(ROOT, "gateway-distribution/target/headgate")
JAVA = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
# The host of device packs is a profile only where a pack is.
PROFILES = sorted(jar for jar in glob.glob(ARCHIVE + "/system/org/headgate/org.headgate.profile.*/*/*.jar") if "profile.ts013" not in jar)


def gateway_options():
    """The options of a gateway's JVM, as bin/headgate has them."""
    with open(os.path.join(ARCHIVE, "bin/headgate"), encoding="utf-8") as script:
        return re.search(r'^gateway_options="([^"]*)"', script.read(), re.M).group(1).split()


def decode(arguments):
    jars = glob.glob(ROOT + "/benchmarks/target/org.headgate.benchmarks-*.jar")
    jars += glob.glob(ARCHIVE + "/pack/*.jar") + sorted(glob.glob(ARCHIVE + "/system/**/*.jar", recursive=True)) + sorted(glob.glob(ROOT + "/benchmarks/target/lib/*.jar"))
    options = gateway_options()
    for what, given in (("a gateway's options", options), ("with C2", [o for o in options if "TieredStopAtLevel" not in o])):
        print("# " + what, flush=True)
        subprocess.run([JAVA, *given, "-Dpacks=" + ROOT + "/device-profiles/ts013/packs", "-cp", os.pathsep.join(jars), "org.headgate.benchmarks.profiles.DecodeBenchmark", *arguments], check=True)


def copy(source, target, number):
    """The bundle under another name, and its profile under another id; its hints and its class stay."""
    with zipfile.ZipFile(source) as bundle, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in bundle.infolist():
            data = bundle.read(entry)
            if entry.filename == "META-INF/MANIFEST.MF":
                text = data.decode().replace("\r\n", "\n").replace("\n ", "")
                text = re.sub(r"^Bundle-SymbolicName: (.*)$", r"Bundle-SymbolicName: \1.copy%d" % number, text, flags=re.M)
                text = re.sub(r'profile\.id="?([a-z0-9-]+)"?', r'profile.id="\1-%d"' % number, text)
                data = "".join(folded(line) for line in text.split("\n")).encode()
            elif entry.filename.startswith("OSGI-INF/"):
                data = re.sub(rb'(name="profile\.id"[^>]*value="[^"]*)', rb"\g<1>-%d" % number, data)
            elif entry.filename.startswith("META-INF/") and entry.filename.rsplit(".", 1)[-1] in ("SF", "RSA", "EC", "DSA"):
                continue
            out.writestr(entry.filename, data)


def folded(line):
    """A line of a manifest holds 72 bytes."""
    parts = [line[:70]] + [line[i:i + 69] for i in range(70, len(line), 69)]
    return "\r\n ".join(parts) + "\r\n"


def resident(copies):
    home = tempfile.mkdtemp(prefix="headgate-profiles-")
    deploy = os.path.join(home, "deploy")
    os.makedirs(deploy)
    for number in range(copies):
        copy(PROFILES[number % len(PROFILES)], os.path.join(deploy, "copy-%d.jar" % number), number)
    settings = ["--set", "mqtt-door.port=0", "--set", "deploy.unsigned=true"]
    gateway = subprocess.Popen(
        [ARCHIVE + "/bin/headgate", "run", "--home", home, *settings],
        stdout=open(os.path.join(home, "out"), "wb"), stderr=subprocess.STDOUT, env={**os.environ, "HEADGATE_JAVA_OPTS": "-XX:+UsePerfData"})
    try:
        ready = os.path.join(home, "cache/ready")
        listed = 0
        for _ in range(1800):
            if gateway.poll() is not None:
                raise SystemExit("the gateway ended: " + open(os.path.join(home, "out"), encoding="utf-8").read()[-2000:])
            if os.path.exists(ready):
                said = subprocess.run([ARCHIVE + "/bin/headgate", "profile", "list", "--home", home], capture_output=True, text=True)
                listed = len(re.findall(r"-\d+\b.*\d\.\d\.\d", said.stdout))
                if listed >= copies:
                    break
            time.sleep(0.5)
        else:
            raise SystemExit("after 15 minutes %d of %d copies are in use" % (listed, copies))
        time.sleep(15)
        for _ in range(3):
            subprocess.run([os.path.join(os.path.dirname(os.path.realpath(shutil.which(JAVA) or JAVA)), "jcmd"), str(gateway.pid), "GC.run"], check=True, capture_output=True)
            time.sleep(2)
        with open("/proc/%d/status" % gateway.pid, encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024
    finally:
        if gateway.poll() is None:
            gateway.send_signal(signal.SIGTERM)
            gateway.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def memory(arguments):
    copies = int(arguments[0]) if arguments else 100
    seen = {0: [], copies: []}
    for _ in range(3):
        for count in seen:
            seen[count].append(resident(count))
            print("%d more profiles: %.1f MiB resident behind a collection" % (count, seen[count][-1]), flush=True)
    without, with_them = (statistics.median(seen[count]) for count in (0, copies))
    print("%d profiles cost %.1f MiB (medians %.1f and %.1f)" % (copies, with_them - without, with_them, without))


if __name__ == "__main__":
    {"decode": decode, "memory": memory}[sys.argv[1]](sys.argv[2:])
