package org.headgate.profile.ts013.internal.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsolationTest {
    /** Reaches every object that a script can, and tries to change each in every way. */
    private static final String VANDAL = """
            var counter = (typeof counter === 'undefined' ? 0 : counter) + 1;
            leaked = counter;
            function decodeUplink(input) {
              var seen = new Set(), open = [], tries = 0;
              function reach(o) {
                if (o !== null && (typeof o === 'object' || typeof o === 'function') && !seen.has(o)) { seen.add(o); open.push(o); }
              }
              function attempt(f) { tries++; try { f(); } catch (e) { reach(Object.getPrototypeOf(e)); } }
              var top = Object.getPrototypeOf(this);
              reach(top);
              [function*() {}, /a/, [][Symbol.iterator](), new Map().entries(), 'a'.matchAll ? 'aa'.matchAll(/a/g) : null, new Error(),
                (function*() {})(), Symbol(), new Date(), new Uint8Array(1), arguments].forEach(function(o) { if (o) reach(Object.getPrototypeOf(Object(o))); });
              while (open.length && seen.size < 2000) {
                var o = open.pop();
                var keys = [], whole = true;
                attempt(function() { keys = Reflect.ownKeys(o); });
                attempt(function() { reach(Object.getPrototypeOf(o)); });
                keys.forEach(function(k) {
                  attempt(function() {
                    var d = Object.getOwnPropertyDescriptor(o, k);
                    if (d) { reach(d.value); reach(d.get); reach(d.set); } else { whole = false; }
                  });
                });
                if (o === input || o === counter) continue;
                attempt(function() { o.stain = 'stained'; });
                attempt(function() { Object.defineProperty(o, 'stain', {value: 'stained', configurable: true}); });
                attempt(function() { o[Symbol.toPrimitive] = function() { return 'stained'; }; });
                attempt(function() { o[0] = 'stained'; });
                attempt(function() { Object.setPrototypeOf(o, {stain: 'stained'}); });
                attempt(function() { o.__proto__ = {stain: 'stained'}; });
                if (whole) attempt(function() { Object.freeze(o); });
                attempt(function() { o.__defineGetter__('stain', function() { return 'stained'; }); });
                keys.forEach(function(k) {
                  if (o === top && (k === 'Object' || k === 'Reflect' || k === 'Symbol' || k === 'Set')) return;
                  attempt(function() { o[k] = 'stained'; });
                  attempt(function() { Object.defineProperty(o, k, {value: 'stained'}); });
                  attempt(function() { delete o[k]; });
                });
              }
              attempt(function() { RegExp.multiline = true; });
              /(stained)/.exec('stained');
              return {data: {counter: counter, tries: tries, objects: seen.size}};
            }
            """;

    /** What a script sees of the world, as one text. */
    private static final String WITNESS = """
            function decodeUplink(input) {
              var seen = new Map(), lines = [], n = 0;
              function visit(o, path) {
                if (o === null || (typeof o !== 'object' && typeof o !== 'function')) return typeof o === 'symbol' ? 'symbol' : String(o);
                if (seen.has(o)) return '#' + seen.get(o);
                seen.set(o, n++);
                var line = path + ':' + Object.isExtensible(o) + Object.isFrozen(o);
                var keys = [];
                try { keys = Reflect.ownKeys(o); } catch (e) { line += e; }
                keys.forEach(function(k) {
                  var d = Object.getOwnPropertyDescriptor(o, k);
                  if (!d) { line += ',' + String(k); return; }
                  line += ',' + String(k) + '=' + d.writable + d.configurable + d.enumerable;
                  line += visit(d.value, path + '.' + String(k)) + visit(d.get, path + '.get') + visit(d.set, path + '.set');
                });
                try { line += '^' + visit(Object.getPrototypeOf(o), path + '.^'); } catch (e) { line += e; }
                lines.push(line);
                return '#' + seen.get(o);
              }
              visit(Object.getPrototypeOf(this), '');
              var sum = 0, text = lines.join('|');
              for (var i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
              return {data: {objects: n, length: text.length, sum: sum, stain: String(({}).stain) + typeof counter + typeof leaked,
                  regexp: RegExp.$1 + RegExp.multiline, array: [3, 1, 2].sort().map(String).join(), own: typeof decodeUplink}};
            }
            """;

    private static final Limits WIDE = new Limits(200_000_000, 20_000, 512L * 1024 * 1024, 4 * 1024 * 1024);

    private final Sandbox sandbox = new Sandbox();

    @Test
    void vandal_leavesNoTraceForOtherCodecsOrLaterMessages() throws CodecFault {
        Codec witness = sandbox.compile(WITNESS, "witness.js");
        Codec vandal = sandbox.compile(VANDAL, "vandal.js");
        Result.Done before = done(witness);
        assertThat(before.decoded().at("/data/objects").intValue()).isGreaterThan(500);
        assertThat(before.decoded().at("/data/stain").textValue()).isEqualTo("undefinedundefinedundefined");
        Result.Done vandalised = done(vandal);
        assertThat(vandalised.decoded().at("/data/counter").intValue()).isEqualTo(1);
        assertThat(vandalised.decoded().at("/data/objects").intValue()).isGreaterThan(500);
        assertThat(done(witness).decoded()).isEqualTo(before.decoded());
    }

    @Test
    void codec_seesNoClockAndNoDice() throws CodecFault {
        Codec codec = sandbox.compile(
                "function decodeUplink(i) { return {data: {now: Date.now(), t: new Date().getTime(), r: Math.random(), "
                        + "h: new Date(0).getHours(), recv: i.recvTime.toISOString(), l: (1234.5).toLocaleString()}}; }",
                "a.js");
        assertThat(done(codec).decoded().path("data").toString())
                .isEqualTo(
                        "{\"now\":1.7E12,\"t\":1.7E12,\"r\":0.5,\"h\":0.0,\"recv\":\"2023-11-14T22:13:20.000Z\",\"l\":\"1234.5\"}");
    }

    @Test
    void codecs_runSideBySide() throws Exception {
        Codec witness = sandbox.compile(WITNESS, "witness.js");
        Codec vandal = sandbox.compile(VANDAL, "vandal.js");
        Result.Done before = done(witness);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Result.Done>> tasks = IntStream.range(0, 6)
                    .<Callable<Result.Done>>mapToObj(i -> () -> done(i == 0 ? vandal : witness))
                    .toList();
            List<Future<Result.Done>> all = threads.invokeAll(tasks);
            for (int i = 0; i < all.size(); i++) {
                Result.Done result = all.get(i).get();
                if (i != 0) {
                    assertThat(result.decoded()).isEqualTo(before.decoded());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Result.Done done(Codec codec) {
        Result result = codec.decodeUplink(new byte[] {1}, 1, 1_700_000_000_000L, WIDE);
        assertThat(result).isInstanceOf(Result.Done.class);
        return (Result.Done) result;
    }
}
