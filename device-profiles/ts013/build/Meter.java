import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes Rhino's classes with a meter in them: each loop of Rhino's own Java code, each array and each text that it makes asks {@code Gate} first. Rhino counts
 * the instructions of a script, and nothing of what one instruction can cause: an endless search, a text of a gigabyte.
 *
 * <p>{@code java -cp asm.jar Meter.java rhino.jar folder}
 */
public final class Meter {
    private static final String GATE = "org/headgate/profile/ts013/internal/sandbox/Gate";
    /** What an interpreter without Java access never needs: the compiler to bytecode, modules, serialization. */
    private static final List<String> LEFT_OUT = List.of(
            "org/mozilla/javascript/optimizer/",
            "org/mozilla/javascript/commonjs/",
            "org/mozilla/javascript/serialize/");

    private static final Set<String> RESOURCES = Set.of(
            "META-INF/services/org.mozilla.javascript.RegExpLoader",
            "org/mozilla/javascript/resources/Messages.properties");

    /** Calls that take a receiver and become a static one of the gate with the receiver as the first argument. */
    private static final Map<String, String> VIRTUAL = Map.of(
            "java/lang/StringBuilder.append(Ljava/lang/String;)Ljava/lang/StringBuilder;", "append",
            "java/lang/StringBuilder.append(Ljava/lang/CharSequence;)Ljava/lang/StringBuilder;", "append",
            "java/lang/StringBuilder.append(Ljava/lang/CharSequence;II)Ljava/lang/StringBuilder;", "append",
            "java/lang/StringBuilder.append([CII)Ljava/lang/StringBuilder;", "append",
            "java/lang/StringBuilder.append([C)Ljava/lang/StringBuilder;", "append",
            "java/lang/StringBuilder.insert(ILjava/lang/String;)Ljava/lang/StringBuilder;", "insert",
            "java/math/BigInteger.shiftLeft(I)Ljava/math/BigInteger;", "shiftLeft",
            "java/math/BigInteger.pow(I)Ljava/math/BigInteger;", "pow",
            "java/math/BigInteger.multiply(Ljava/math/BigInteger;)Ljava/math/BigInteger;", "multiply");

    /** A codec is a function of its message: no clock, no dice, no zone and language of the machine. */
    private static final Map<String, String> STATIC = Map.of(
            "java/lang/System.currentTimeMillis()J", "currentTimeMillis",
            "java/lang/Math.random()D", "random",
            "java/util/TimeZone.getDefault()Ljava/util/TimeZone;", "timeZone",
            "java/util/Locale.getDefault()Ljava/util/Locale;", "locale",
            "java/util/ServiceLoader.load(Ljava/lang/Class;)Ljava/util/ServiceLoader;", "services");

    /** Calls whose last argument is a size. */
    private static final Set<String> SIZED = Set.of(
            "java/lang/StringBuilder.<init>(I)V",
            "java/lang/StringBuilder.ensureCapacity(I)V",
            "java/lang/StringBuilder.setLength(I)V",
            "java/util/ArrayList.<init>(I)V",
            "java/util/ArrayList.ensureCapacity(I)V",
            "java/util/HashMap.<init>(I)V",
            "java/util/LinkedHashMap.<init>(I)V",
            "java/util/IdentityHashMap.<init>(I)V",
            "java/util/Arrays.copyOf([BI)[B",
            "java/util/Arrays.copyOf([DI)[D",
            "java/util/Arrays.copyOf([II)[I",
            "java/util/Arrays.copyOf([Ljava/lang/Object;I)[Ljava/lang/Object;");

    /** Calls that make one text of several. */
    private static final Set<String> JOINING = Set.of(
            "java/lang/String.concat(Ljava/lang/String;)Ljava/lang/String;",
            "java/lang/String.replace(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Ljava/lang/String;");

    /** Ways to change an object on which Rhino forgets that it is sealed. */
    private static final Set<String> CHANGES = Set.of(
            "defineOwnProperty", "defineProperty", "setPrototype", "setParentScope", "preventExtensions", "setAttributes", "setGetterOrSetter");

    /** Where the names of the classes go that have something to initialize. */
    private static final String INITIALIZED = "org/headgate/profile/ts013/internal/sandbox/initialized.txt";

    private static final Set<String> met = new HashSet<>();
    private static final Set<String> initialized = new TreeSet<>();

    private Meter() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[1]);
        try (JarFile jar = new JarFile(args[0])) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (entry.isDirectory() || LEFT_OUT.stream().anyMatch(name::startsWith)) {
                    continue;
                }
                if (name.startsWith("org/mozilla/") && name.endsWith(".class") || RESOURCES.contains(name)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        byte[] content = in.readAllBytes();
                        write(target.resolve(name), name.endsWith(".class") ? metered(content) : content);
                    }
                }
            }
        }
        write(target.resolve(INITIALIZED), String.join("\n", initialized).getBytes(StandardCharsets.UTF_8));
        Set<String> unmet = new HashSet<>(VIRTUAL.keySet());
        unmet.addAll(STATIC.keySet());
        unmet.add("compileImpl");
        unmet.removeAll(met);
        if (!unmet.isEmpty()) {
            throw new IllegalStateException("This Rhino no longer calls " + unmet + ": see what it calls instead.");
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] metered(byte[] content) {
        ClassReader reader = new ClassReader(content);
        // Without the constants of the original: an unused one would still name what was replaced.
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String owner = reader.getClassName();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
                        if (name.equals("<clinit>")) {
                            initialized.add(owner.replace('/', '.'));
                        }
                        boolean member = (access & Opcodes.ACC_STATIC) == 0;
                        return new Metered(to, owner, name, member);
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static final class Metered extends MethodVisitor {
        private final Map<Label, Boolean> behind = new HashMap<>();
        private final String method;
        /** Rhino counts there itself. */
        private final boolean counted;

        private final boolean change;

        Metered(MethodVisitor to, String owner, String method, boolean member) {
            super(Opcodes.ASM9, to);
            this.method = method;
            this.change = member && CHANGES.contains(method);
            this.counted = owner.equals("org/mozilla/javascript/Interpreter") && method.equals("interpretLoop");
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (method.equals("compileImpl")) {
                met.add(method);
                gate("compile", "()V");
            }
            if (change) {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                gate("change", "(Ljava/lang/Object;)V");
            }
        }

        @Override
        public void visitLabel(Label label) {
            behind.put(label, true);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            loop(behind.containsKey(label));
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
            loop(behind.containsKey(other) || List.of(labels).stream().anyMatch(behind::containsKey));
            super.visitTableSwitchInsn(min, max, other, labels);
        }

        @Override
        public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
            loop(behind.containsKey(other) || List.of(labels).stream().anyMatch(behind::containsKey));
            super.visitLookupSwitchInsn(other, keys, labels);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                gate("size", "(I)I");
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            if (opcode == Opcodes.ANEWARRAY) {
                gate("size", "(I)I");
            }
            super.visitTypeInsn(opcode, type);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            gate("size", "(I)I");
            super.visitMultiANewArrayInsn(descriptor, dimensions);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String call = owner + "." + name + descriptor;
            if (VIRTUAL.containsKey(call)) {
                met.add(call);
                gate(VIRTUAL.get(call), "(L" + owner + ";" + descriptor.substring(1));
                return;
            }
            if (STATIC.containsKey(call)) {
                met.add(call);
                gate(STATIC.get(call), descriptor);
                return;
            }
            if (SIZED.contains(call)) {
                gate("size", "(I)I");
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (JOINING.contains(call)) {
                gate("joined", "(Ljava/lang/String;)Ljava/lang/String;");
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
                gate("joined", "(Ljava/lang/String;)Ljava/lang/String;");
            }
        }

        private void loop(boolean back) {
            if (back && !counted) {
                gate("tick", "()V");
            }
        }

        private void gate(String name, String descriptor) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, name, descriptor, false);
        }
    }
}
