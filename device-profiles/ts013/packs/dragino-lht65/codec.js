// Temperature and humidity inside, one probe outside; by the manual of the LHT65, "Uplink payload".
function decodeUplink(input) {
  var b = input.bytes;
  if (b.length !== 11) {
    return {errors: ['expected 11 bytes, got ' + b.length]};
  }
  var data = {
    battery: (((b[0] << 8) | b[1]) & 0x3fff) / 1000,
    temperature: signed(b[2], b[3]) / 100,
    humidity: ((b[4] << 8) | b[5]) / 10
  };
  if ((b[6] & 0x7f) === 1 && !(b[7] === 0x7f && b[8] === 0xff)) {
    data.probeTemperature = signed(b[7], b[8]) / 100;
  }
  return {data: data};
}

function normalizeUplink(input) {
  var inside = {
    air: {location: 'indoor', temperature: input.data.temperature, relativeHumidity: input.data.humidity},
    battery: input.data.battery
  };
  return {data: input.data.probeTemperature === undefined ? [inside] : [inside, {air: {location: 'outdoor', temperature: input.data.probeTemperature}}]};
}

function signed(high, low) {
  return (high << 24 >> 16) | low;
}
