// Channels and types by the vendor's user guide of the EM300 series; written in ECMAScript 2015.
const CHANNELS = new Map([
  ['0175', {name: 'battery', size: 1, read: ([a]) => a}],
  ['0367', {name: 'temperature', size: 2, read: ([a, b]) => (b << 24 >> 16 | a) / 10}],
  ['0468', {name: 'humidity', size: 1, read: ([a]) => a / 2}]
]);

const hex = (byte) => `0${byte.toString(16)}`.slice(-2);

function decodeUplink({bytes}) {
  const data = {};
  let at = 0;
  while (at < bytes.length) {
    const channel = CHANNELS.get(hex(bytes[at]) + hex(bytes[at + 1] || 0));
    if (!channel || at + 2 + channel.size > bytes.length) {
      return {errors: [`byte ${at}: no channel of an EM300-TH`]};
    }
    const {name, size, read} = channel;
    data[name] = read(bytes.slice(at + 2, at + 2 + size));
    at += 2 + size;
  }
  return {data};
}

function normalizeUplink({data}) {
  const air = {};
  if ('temperature' in data) {
    air.temperature = data.temperature;
  }
  if ('humidity' in data) {
    air.relativeHumidity = data.humidity;
  }
  return {data: {air: air}};
}
