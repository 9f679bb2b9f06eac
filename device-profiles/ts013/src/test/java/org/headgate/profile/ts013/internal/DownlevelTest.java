package org.headgate.profile.ts013.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.headgate.profile.ts013.internal.sandbox.CodecFault;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Result;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownlevelTest {
    private static final Sandbox SANDBOX = new Sandbox();
    private static Downlevel downlevel;

    @BeforeAll
    static void read() throws IOException {
        downlevel = new Downlevel();
    }

    private static String run(String codec) throws CodecFault {
        Result result = SANDBOX.compile(codec, "codec.js").decodeUplink(new byte[] {1, 2, 3}, 1, 0, Limits.MESSAGE);
        assertThat(result).isInstanceOf(Result.Done.class);
        return ((Result.Done) result).decoded().path("data").path("r").asText();
    }

    /** What a standard engine says of it. */
    @Test
    void newerLanguage_inEcmaScript5_saysTheSame() throws Exception {
        String source = """
                class Reader {
                  static MADE = 0;
                  #at = 0;
                  constructor(bytes = []) { this.bytes = bytes; Reader.MADE++; }
                  get left() { return this.bytes.length - this.#at; }
                  u8() { return this.bytes[this.#at++]; }
                  *rest() { while (this.left) yield this.u8(); }
                }
                class Words extends Reader { u16() { return super.u8() << 8 | this.u8(); } toString() { return `${this.u16()}/${this.left}`; } }
                const max = (...all) => Math.max(...all);
                let tests = {
                  spread_in_call: i => max(...i.bytes, ...[7, 5]),
                  classes: i => String(new Words(i.bytes)) + Reader.MADE,
                  generators: i => [...new Reader(i.bytes).rest()].join(),
                  let_in_loop: () => { let all = []; for (let n = 0; n < 3; n++) { let q; if (n === 0) q = n; all.push(() => [n, q]); } return all.map(f => f().join(':')).join(); },
                  shadowed: () => { let a = 1; { let a = 2; { let a = 3; } } return a; },
                  for_of_map: () => { let s = ''; for (const [k, v] of new Map([['a', 1], ['b', 2]])) s += k + v; return s; },
                  for_of_set: () => { let s = 0; for (const v of new Set([1, 2, 2])) s += v; return s; },
                  for_of_text: () => { let s = ''; for (const c of 'abc') s = c + s; return s; },
                  entries: () => [...new Map(Object.entries({a: 1})).entries()].join(),
                  destructured: ({bytes: [a, , ...b], fPort: p = 9, none: {x} = {x: 4}}) => [a, b, p, x].join(),
                  optional: () => { const o = {f: () => null}; return [o?.f?.()?.x ?? 'none', o.g?.(), o['f']?.name === undefined].join(); },
                  assigned: () => { let o = {a: 0}; o.a ||= 5; o.b ??= 6; o.a &&= 7; return o.a + o.b; },
                  objects: () => { const k = 'x'; const {a, ...others} = {a: 1, ...{b: 2}, [k + 1]: 3}; return JSON.stringify({a, others, f() { return 1; }}); },
                  accessors: () => ({_v: 2, get v() { return this._v ** 2; }}).v,
                  tagged: () => ((t, ...v) => t.raw.join('-') + v)`a${1}\\n${2}`,
                  numbers: () => 0b11 + 0o17 + 1_000,
                  big: () => Number(2n << 9n),
                  caught: () => { try { throw 1; } catch { return 'caught'; } },
                  named_group: () => 'a-1'.match(/(?<w>\\w)-(?<d>\\d)/).groups.d,
                  lookbehind: () => 'x12y'.replace(/(?<=x)1/, '_'),
                  sticky: () => { const e = /a/y; e.lastIndex = 1; return e.test('ba'); },
                  dot_all: () => /a.b/s.test('a\\nb'),
                  unicode: () => /^.$/u.test('\\u{1F600}'),
                  symbols: () => [...{*[Symbol.iterator]() { yield 1; yield 2; }}].join(),
                  labelled: () => { a: for (const i of [1, 2]) { for (const j of [1, 2]) { if (j === 2) continue a; if (i === 2) break a; } } return 'done'; },
                  arguments: function () { return ((...all) => all.length)(1); },
                  this_in_arrow: function () { return [1].map(() => typeof this)[0]; },
                  sloppy: () => { undeclared = 010; with ({w: 1}) { return undeclared + w; } },
                  new_target: () => { function F() { this.r = new.target === F; } return new F().r; },
                  flat: () => [1, [2]].flat().concat(Object.fromEntries([['a', 1]]).a).join(),
                  padded: () => 'a'.padStart(3, '-') + 'abc'.at(-1),
                };
                const decodeUplink = (input) => ({ data: { r: Object.entries(tests).map(([name, test]) => { try { return `${name}=${test(input)}`; } catch (e) { return `${name}!${e}`; } }).join('\\n') } });
                """;
        Downlevel.Written written = downlevel.write("codec.js", source);
        assertThat(written.changed()).isTrue();
        assertThat(written.text())
                .doesNotContain("=>")
                .doesNotContain("class Reader")
                .doesNotContain("`");
        assertThat(run(written.text()).lines())
                .containsExactly(
                        "spread_in_call=7",
                        "classes=258/11",
                        "generators=1,2,3",
                        "let_in_loop=0:0,1:,2:",
                        "shadowed=1",
                        "for_of_map=a1b2",
                        "for_of_set=3",
                        "for_of_text=cba",
                        "entries=a,1",
                        "destructured=1,3,1,4",
                        "optional=none,,false",
                        "assigned=13",
                        "objects={\"a\":1,\"others\":{\"b\":2,\"x1\":3}}",
                        "accessors=4",
                        "tagged=a-\\n-1,2",
                        "numbers=1018",
                        "big=1024",
                        "caught=caught",
                        "named_group=1",
                        "lookbehind=x_2y",
                        "sticky=true",
                        "dot_all=true",
                        "unicode=true",
                        "symbols=1,2",
                        "labelled=done",
                        "arguments=1",
                        "this_in_arrow=object",
                        "sloppy=9",
                        "new_target=true",
                        "flat=1,2,1",
                        "padded=--ac");
    }

    @Test
    void ecmaScript5_staysAsItIs() throws Exception {
        String source = "\n// one\nfunction decodeUplink ( i ) { n = 010; return { data : { r : i.bytes.length } } }\n";
        Downlevel.Written written = downlevel.write("codec.js", source);
        assertThat(written.changed()).isFalse();
        assertThat(written.text()).isEqualTo(source);
        assertThat(written.inTermsOfSource("x (line 2)")).isEqualTo("x (line 2)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            2:1  § async          § \\nasync function decodeUplink(i) { return {data: {}}; }
            1:28 § await          § function decodeUplink() { [async () => await 1]; }
            1:1  § export         § export function decodeUplink(i) {}
            2:1  § imports        § let a;\\nimport b from 'b';
            1:9  § imports        § let a = import('b');
            3:9  § expected       § let a = 1;\\n\\nlet b = ;
            1:34 § arrow          § function f() { let a = () => a + arguments.length; }
            1:38 § no class       § let a = {b() { let c = 1; return c + super.b(); }};
            1:1  § of the language § class Broken extends Error {}
            1:13 § TypeScript     § let a = (b: number) => b;
            """)
    void codec_thatCannotBeWrittenSo_isRefusedWithLineAndColumn(String place, String what, String source) {
        assertThatThrownBy(() -> downlevel.write("decoder.js", source.replace("\\n", "\n")))
                .isInstanceOfSatisfying(
                        PackFault.class, e -> assertThat(e.code()).isEqualTo("codec_syntax"))
                .hasMessageStartingWith("decoder.js:" + place + ": ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none()", "null.x", "(() => { throw new Error('x'); })()"})
    void failure_ofWhatWasWritten_namesTheLineOfTheSource(String failure) throws Exception {
        Downlevel.Written written = downlevel.write("codec.js", """
                class A { constructor() { this.a = [...arguments]; } }

                const f = ({a}) => {
                  let b = a;
                  %s;
                };
                function decodeUplink(i) { return f(new A(...i.bytes)); }
                """.formatted(failure));
        Result result = SANDBOX.compile(written.text(), "codec.js").decodeUplink(new byte[] {1}, 1, 0, Limits.MESSAGE);
        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(written.inTermsOfSource(((Result.Failed) result).reason())).endsWith("(codec.js:5)");
    }

    @Test
    void names_ofSources_standBesideTheirs() throws IOException {
        assertThat(Downlevel.original("codec.js")).isEqualTo("codec.source.js");
        assertThat(Downlevel.original("codec")).isEqualTo("codec.source");
    }
}
