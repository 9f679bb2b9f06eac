package org.headgate.profile.ts013.internal.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What published codecs are written in. */
class LanguageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
        undeclared       § 3      § n = 0; for (i = 0; i < 3; i++) n++; return {data: {r: n}};
        const_in_loop    § 6      § var s = 0; for (var i = 0; i < 4; i++) { const c = i; s += c; } return {data: {r: s}};
        const_of         § 6      § let s = 0; for (const c of [1, 2, 3]) s += c; return {data: {r: s}};
        const_in         § ab     § let s = ''; for (const k in {a: 1, b: 2}) s += k; return {data: {r: s}};
        const_in_while   § 3,2,1  § let n = 3, all = []; while (n) { const {v} = {v: n--}; all.push(v); } return {data: {r: all.join()}};
        let_in_loop      § 0,1,2  § let f = []; for (let i = 0; i < 3; i++) { let j = i; f.push(() => j); } return {data: {r: f.map(g => g()).join()}};
        switch_const     § 2      § switch (2) { case 1: { const a = 1; return {data: {r: a}}; } case 2: { const a = 2; return {data: {r: a}}; } }
        arrow            § 14     § return {data: {r: [1, 2, 3].map(x => x * x).reduce((a, b) => a + b, 0)}};
        template         § 1-2    § return {data: {r: `${1}-${2}`}};
        defaults         § 3      § function f(a, b = 2) { return a + b; } return {data: {r: f(1)}};
        destructuring    § 3      § const {a, b: [c]} = {a: 1, b: [2]}; return {data: {r: a + c}};
        const_quoted     § const §  /* const */ const o = {const: 'const', re: /[/'"]const/}; return {data: {r: o.re.test("'const") ? o.const : ''}};
        array_spread     § 1,2,3  § return {data: {r: [1, ...[2, 3]].join()}};
        object_spread    § 3      § const o = {...{a: 1}, b: 2}; return {data: {r: o.a + o.b}};
        rest             § 2      § function f(a, ...r) { return r.length; } return {data: {r: f(1, 2, 3)}};
        computed         § 5      § const k = 'x'; return {data: {r: {[k]: 5}.x}};
        optional         § none   § const o = null; return {data: {r: o?.a ?? 'none'}};
        exponent         § 8      § return {data: {r: 2 ** 3}};
        includes         § true   § return {data: {r: [1, 2].includes(2) && 'abc'.includes('b')}};
        entries          § a1     § return {data: {r: Object.entries({a: 1})[0].join('')}};
        pad              § 0a     § return {data: {r: (10).toString(16).padStart(2, '0')}};
        typed            § 21.5   § const v = new DataView(new ArrayBuffer(4)); v.setUint32(0, 0x41ac0000); return {data: {r: v.getFloat32(0)}};
        uint8            § -1     § return {data: {r: new Int8Array([255])[0]}};
        from             § 1,2    § return {data: {r: Array.from(new Uint8Array([1, 2])).join()}};
        bigint           § 255    § return {data: {r: Number(BigInt('0xff'))}};
        date             § 2023   § return {data: {r: input.recvTime.getUTCFullYear()}};
        regexp           § 12     § return {data: {r: 'a12'.replace(/[^0-9]/g, '')}};
        console          § 1      § console.log('x', 1); return {data: {r: 1}};
        octal            § 8      § return {data: {r: 010}};
        with             § 1      § with ({a: 1}) { return {data: {r: a}}; }
        hoisted          § 1      § return {data: {r: f()}}; function f() { return 1; }
        bytes_slice      § 2,3    § return {data: {r: input.bytes.slice(1).join()}};
        parse            § 1.5    § return {data: {r: parseFloat((1.499).toFixed(1))}};
        labels           § 1      § a: for (;;) { for (;;) { break a; } } return {data: {r: 1}};
        tag_module       § 1      § if (typeof module !== 'undefined') { module.exports = {}; } return {data: {r: 1}};
        """)
    void language_ofCodecs_isUnderstood(String name, String expected, String body) throws CodecFault {
        Result result = HostileCodecTest.run(body);
        assertThat(result).as(name).isInstanceOf(Result.Done.class);
        String value = ((Result.Done) result).decoded().path("data").path("r").asText();
        assertThat(value.endsWith(".0") ? value.substring(0, value.length() - 2) : value)
                .as(name)
                .isEqualTo(expected);
    }
}
