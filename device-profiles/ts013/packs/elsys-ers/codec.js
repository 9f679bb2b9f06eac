// Types and lengths by the vendor's "Elsys payload" document.
var TYPES = {
  0x01: ['temperature', 2, 0.1, true],
  0x02: ['humidity', 1, 1],
  0x04: ['light', 2, 1],
  0x05: ['motion', 1, 1],
  0x06: ['co2', 2, 1],
  0x07: ['vdd', 2, 1]
};

function decodeUplink(input) {
  var data = {};
  for (i = 0; i < input.bytes.length;) {
    var type = TYPES[input.bytes[i++]];
    if (!type) {
      return {data: data, warnings: ['type ' + input.bytes[i - 1] + ' is not known; the rest is left out']};
    }
    var value = 0;
    for (var n = 0; n < type[1]; n++) {
      value = value * 256 + input.bytes[i++];
    }
    if (type[3] && value >= 0x8000) {
      value -= 0x10000;
    }
    data[type[0]] = Math.round(value * type[2] * 10) / 10;
  }
  return {data: data};
}
