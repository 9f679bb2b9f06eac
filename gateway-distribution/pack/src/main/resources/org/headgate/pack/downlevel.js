// Evaluated behind TypeScript's namespace ts (4.9's tsc.js, which keeps neither its enumerations nor what editors use).
// Gives a function that returns {changed, faults: [[line, column, what, advice]…], text, lines: for each line of text the line of the source, 0 for none}.
(function () {
  var EXPORT = 1, ASYNC = 512; // ModifierFlags
  var NATIVE = /^(Error|EvalError|RangeError|ReferenceError|SyntaxError|TypeError|URIError|Array|Map|Set|WeakMap|WeakSet|Date|RegExp|Function|String|Number|Boolean|ArrayBuffer|DataView|\w+Array)$/;
  var ES5 = 1, LATEST = 99, SCRIPT = 0, LEGACY = 1, LINE_FEED = 1, JAVASCRIPT = 1;

  function compile(name, source, target) {
    var file = ts.createSourceFile(name, source, target, true, JAVASCRIPT);
    var compiled = { file: file };
    var options = {
      target: target, allowJs: true, downlevelIteration: true, module: SCRIPT, moduleDetection: LEGACY, isolatedModules: true, noLib: true, noResolve: true,
      types: [], suppressOutputPathCheck: true, allowNonTsExtensions: true, newLine: LINE_FEED, sourceMap: true
    };
    compiled.program = ts.createProgram([name], options, {
      getSourceFile: function (each) { return each === name ? file : undefined; },
      writeFile: function (each, content) {
        if (/\.map$/.test(each)) {
          compiled.map = JSON.parse(content);
        } else {
          compiled.text = content.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
        }
      },
      getDefaultLibFileName: function () { return 'lib.d.ts'; },
      useCaseSensitiveFileNames: function () { return true; },
      getCanonicalFileName: function (each) { return each; },
      getCurrentDirectory: function () { return ''; },
      getNewLine: function () { return '\n'; },
      fileExists: function (each) { return each === name; },
      readFile: function () { return ''; }
    });
    return compiled;
  }

  function isArgumentsOfAnother(node) {
    var parent = node.parent;
    return ts.isIdentifier(node) && node.escapedText === 'arguments' && !(ts.isPropertyAccessExpression(parent) && parent.name === node)
      && !(ts.isPropertyAssignment(parent) && parent.name === node) && ts.isArrowFunction(ts.getThisContainer(node, true));
  }

  /** What cannot be said in ECMAScript 5 without what a codec does not have, and what TypeScript would write so that it means something else. */
  function faults(compiled) {
    var all = [];
    function fault(at, what, advice) {
      var place = ts.getLineAndCharacterOfPosition(compiled.file, at);
      all.push([place.line + 1, place.character + 1, what, advice]);
    }
    function refuse(node) {
      var at = ts.getTokenPosOfNode(node, compiled.file);
      if (ts.isAwaitExpression(node) || ts.isForOfStatement(node) && node.awaitModifier || ts.hasSyntacticModifier(node, ASYNC)) {
        fault(at, 'it waits for something (async, await), and a codec answers at once', 'Take async and await out: a frame is all that a codec reads.');
      } else if (ts.isImportDeclaration(node) || ts.isImportCall(node) || ts.isImportMeta(node)) {
        fault(at, 'it imports another file, and a codec is one', 'Put what it needs into it, for example with a bundler such as esbuild.');
      } else if (ts.isExportDeclaration(node) || ts.isExportAssignment(node) || ts.hasSyntacticModifier(node, EXPORT)) {
        fault(at, 'it exports something, and a codec is no module', "Take the word 'export' out: decodeUplink is found by its name.");
      } else if (isArgumentsOfAnother(node)) {
        fault(at, "'arguments' in an arrow function is that of the function around it", 'Name them: (...all) => all.length.');
      } else if (ts.isSuperProperty(node) && ts.isObjectLiteralExpression(ts.getSuperContainer(node, true).parent)) {
        fault(at, "'super' stands in an object that is of no class", 'Call the other object by its name.');
      } else if (ts.isClassLike(node) && ts.getClassExtendsHeritageElement(node) && NATIVE.test(ts.getClassExtendsHeritageElement(node).expression.escapedText)) {
        fault(at, 'a class extends one of the language, which ECMAScript 5 cannot', 'Keep such an object in a field; throw an Error that has a field more.');
      } else {
        ts.forEachChild(node, refuse);
      }
    }
    compiled.program.getSyntacticDiagnostics(compiled.file).forEach(function (each) {
      fault(each.start, ts.flattenDiagnosticMessageText(each.messageText, ' ').replace(/\.$/, ''), 'Correct it and build again.');
    });
    if (!all.length) {
      refuse(compiled.file);
    }
    return all;
  }

  function lines(compiled) {
    var all = compiled.text.split('\n').map(function () { return 0; });
    var mappings = ts.decodeMappings(compiled.map.mappings);
    for (var next = mappings.next(); !next.done; next = mappings.next()) {
      var one = next.value;
      if (one.sourceLine !== undefined && !all[one.generatedLine]) {
        all[one.generatedLine] = one.sourceLine + 1;
      }
    }
    return all;
  }

  return function (name, source) {
    var old = compile(name, source, ES5);
    var result = { changed: true, faults: faults(old), text: '', lines: [] };
    if (!result.faults.length) {
      var latest = compile(name, source, LATEST);
      old.program.emit();
      latest.program.emit();
      result.changed = old.text !== latest.text;
      result.text = old.text;
      result.lines = lines(old);
    }
    return result;
  };
})()
