package org.headgate.profile.ts013.internal.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileCodecTest {
    private static final Sandbox SANDBOX = new Sandbox();
    private static final byte[] BYTES = {1, 2, 3};
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Result run(String body) throws CodecFault {
        return SANDBOX.compile("function decodeUplink(input) {\n" + body + "\n}", "test.js")
                .decodeUplink(BYTES, 1, 1_700_000_000_000L, Limits.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
        loop                § spent              § while (true) {}
        loop_caught         § spent              § while (true) { try { while (true) {} } catch (e) {} }
        loop_finally        § spent              § while (true) { try { while (true) {} } finally { continue; } }
        loop_in_getter      § spent              § return {data: {get a() { while (true) {} }}};
        loop_in_toJSON      § spent              § var d = new Date(0); d.toJSON = function() { while (true) {} }; return {data: d};
        loop_in_valueOf     § spent              § return {data: 1 + {valueOf: function() { while (true) {} }}};
        loop_in_proxy       § spent              § return {data: new Proxy({}, {ownKeys: function() { while (true) {} }})};
        loop_in_generator   § spent              § function* g() { while (true) yield 1; } for (var x of g()) {}
        loop_in_native      § spent              § Array.prototype.indexOf.call({length: 9e15}, 1);
        loop_in_native_2    § spent              § Array.prototype.forEach.call({length: 9e15}, function() {});
        loop_in_reverse     § spent              § Array.prototype.reverse.call({length: 9e15});
        loop_in_regex       § spent              § /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');
        loop_in_regex_2     § spent              § 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.replace(/(a|aa)+$/, '');
        loop_in_search      § spent              § var s = 'a'.repeat(16000), t = 'a'.repeat(8000) + 'b'; for (;;) s.indexOf(t);
        loop_in_compare     § spent              § var s = 'ä'.repeat(16000), t = 'ä'.repeat(16000); for (;;) s.localeCompare(t);
        string_doubling     § spent              § var s = 'ab'; for (var i = 0; i < 29; i++) s += s; return {data: {n: s.charCodeAt(5)}};
        string_doubling_2   § spent              § var s = 'ab'; for (var i = 0; i < 22; i++) s = s.concat(s); return {data: s.length};
        string_doubling_3   § spent              § var s = 'ab'; for (var i = 0; i < 25; i++) s = `${s}${s}`; return {data: {n: s.charCodeAt(5)}};
        repeat              § spent              § return {data: 'x'.repeat(1 << 29)};
        pad                 § spent              § return {data: 'x'.padStart(1 << 29)};
        pad_2               § spent              § return {data: 'x'.padEnd(1 << 29, 'abc')};
        tags                § spent              § var s = 'ab'; for (;;) s = s.anchor(s);
        html                § spent              § var s = '"'; for (;;) s = ''.anchor(s);
        replace_all         § spent              § var s = 'x'.repeat(15000); return {data: s.replace(/x/g, s)};
        split_join          § spent              § var s = 'x'.repeat(15000); return {data: s.split('x').join(s)};
        array_join          § spent              § return {data: new Array(1e9).join('x')};
        array_fill          § spent              § return {data: new Array(1e9).fill(7)};
        array_push          § spent              § var a = []; for (;;) a.push(a.concat(a));
        array_grow          § spent              § var a = [0,1,2,3]; for (;;) a = a.concat(a);
        typed_array         § spent              § return {data: new Uint8Array(1e9)};
        typed_array_2       § spent              § return {data: new Float64Array(1e8)};
        array_buffer        § spent              § return {data: new ArrayBuffer(2e9)};
        from_length         § spent              § return {data: Array.from({length: 1e9}, function(v, i) { return i; })};
        apply_length        § spent              § return {data: Math.max.apply(null, {length: 1e9})};
        from_char_code      § spent              § return {data: String.fromCharCode.apply(null, new Uint8Array(1e7))};
        big_shift           § spent              § return {data: (1n << 1000000000n) > 0n};
        big_pow             § spent              § return {data: (10n ** 100000000n) > 0n};
        objects             § spent              § var a = []; for (;;) a.push({a: 1, b: [1, 2, 3]});
        map                 § spent              § var m = new Map(); for (var i = 0; ; i++) m.set(i, 'v' + i);
        json                § spent              § var a = ['xxxxxxxxxxxxxxxx']; for (;;) a = [JSON.stringify(a.concat(a))];
        closures            § spent              § var f = function() {}; for (;;) f = f.bind(f);
        eval_indirect       § codec_eval         § return Function('return {data: 1}')();
        eval_constructor    § codec_eval         § return (function() {}).constructor('return {data: 1}')();
        eval_generator      § codec_error         § return (function*() {}).constructor('yield 1')();
        eval_global         § codec_error        § return eval('({data: 1})');
        java                § codec_error        § return {data: java.lang.System.getProperty('user.home')};
        java_2              § codec_error        § return {data: Packages.java.lang.System.exit(1)};
        huge_output         § codec_output       § var a = []; for (var i = 0; i < 3000; i++) a.push(i); return {data: a};
        huge_output_2       § codec_output       § var a = []; a.length = 4294967295; return {data: a};
        long_output         § codec_output       § return {data: 'x'.repeat(5000)};
        deep_output         § codec_output       § var a = {}; for (var i = 0; i < 100; i++) a = {a: a}; return {data: a};
        cyclic_output       § codec_output       § var a = {}; a.a = a; return {data: a};
        no_output           § codec_output       § return;
        thrown              § codec_error        § throw new Error('no');
        thrown_odd          § codec_error        § throw {toString: null};
        """)
    void hostileCodec_costsOneMessage(String name, String code, String body) throws CodecFault {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Result result = run(body);
        assertThat(result).as(name).isInstanceOf(Result.Failed.class);
        Result.Failed failed = (Result.Failed) result;
        assertThat(failed.spent() ? "spent" : failed.code())
                .as(name + ": " + failed)
                .isEqualTo(code);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(name).isLessThan(5 * Limits.MESSAGE.bytes());
        assertThat(run("return {data: {sum: input.bytes.reduce(function(a, b) { return a + b; }, 0)}};"))
                .isInstanceOfSatisfying(
                        Result.Done.class,
                        done -> assertThat(
                                        done.decoded().path("data").path("sum").intValue())
                                .isEqualTo(6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
        function     § function f(n) { return 1 + f(n + 1); } return {data: f(0)};
        through_java § function f() { [1].forEach(f); } f();
        to_string    § var o = {toString: function() { return '' + o; }}; return {data: '' + o};
        getter       § var o = {get a() { return o.a; }}; return {data: o};
        sort         § function f() { [2, 1].sort(f); return 1; } f();
        replace      § function f() { return 'a'.replace(/a/, f); } f();
        json         § var o = {toJSON: function() { return JSON.stringify(o); }}; return {data: JSON.stringify(o)};
        nested_json  § var s = ''; for (var i = 0; i < 30000; i++) s += '['; return {data: JSON.parse(s)};
        nested_array § var a = []; for (var i = 0; i < 9000; i++) a = [a]; return {data: String(a)};
        nested_regex § var s = ''; for (var i = 0; i < 9000; i++) s += '('; return {data: new RegExp(s)};
        bound        § var f = function() { return 1; }; for (var i = 0; i < 20000; i++) f = f.bind(null); return {data: f()};
        """)
    void deepRecursion_costsOneMessage(String name, String body) throws CodecFault {
        assertThat(run(body)).as(name).isInstanceOf(Result.Failed.class);
        assertThat(run("return {data: {fine: /a(b)c/.exec('abc')[1] + JSON.stringify([1])}};"))
                .isInstanceOf(Result.Done.class);
    }

    @Test
    void nestedSource_isRefused() {
        String deep = "[".repeat(20_000);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> SANDBOX.compile("var a = " + deep, "deep.js"))
                .isInstanceOf(CodecFault.class);
    }

    /** With these Rhino's parser contradicts itself. */
    @ParameterizedTest
    @ValueSource(strings = {"this.a:::b", "var a = (this && this.__b::::::r) || 1;"})
    void text_thatTheParserFailsOn_isRefusedAsAnyOther(String codec) {
        assertThatThrownBy(() -> new Sandbox().compile(codec, "codec.js"))
                .isInstanceOfSatisfying(
                        CodecFault.class, e -> assertThat(e.code()).isEqualTo("codec_syntax"));
    }
}
