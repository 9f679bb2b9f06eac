package org.headgate.proof.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.headgate.api.batch.Address;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.jspecify.annotations.Nullable;

/** {@code verify FILE…}: checks what a gateway delivered, without the gateway. */
public final class Verify {
    private static final int HOLDS = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String HELP = """
            Usage: verify [--gateway ADDRESS] [--headers-only] [--headers-missing]
                          [--rpc URL [--eas ADDRESS]] [--json] FILE...

            Checks exports (JSON lines or CBOR), what a buyer recorded of a feed, and chains
            of batch headers: signatures, the chain of hashes, gaps, and that every record is
            in its batch. Needs no gateway, and no network without --rpc.

              FILE               '-' reads standard input; several files are checked together
              --gateway ADDRESS  the address that must have signed; without it, the files'
                                 own word is taken for who the gateway is
              --headers-only     an export may leave out the contributions of a batch: without
                                 it that fails, because nothing is checked of them
              --headers-missing  headers may be missing between others, as where a gateway says
                                 that it lost them: without it that fails, unless another file
                                 has them
              --rpc URL          asks that chain whether and when the roots over the headers were
                                 noted there (anchors); @FILE reads the URL from a file, where
                                 it holds a key
              --eas ADDRESS      the contract of the Ethereum Attestation Service to ask; without
                                 it, that of Base, Base Sepolia and Arbitrum One is known, and
                                 elsewhere the files' own word is taken
              --json             print the result as one JSON object
              --help             print this

            Exit code: 0 all holds, 1 something failed, 2 wrong usage, or a file that cannot be
            read, or a chain that cannot be asked.

            Examples:
              verify --gateway 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf export.jsonl
              mosquitto_sub ... -V 5 -F %j -t feeds/weather/records -t feeds/weather/proofs > received.jsonl
              verify received.jsonl
            """;

    private static final Set<String> VALUED = Set.of("--gateway", "--rpc", "--eas");

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> files = new ArrayList<>();
    private @Nullable Address gateway;
    private @Nullable Address eas;
    private @Nullable ChainView chain;
    private boolean json;
    private boolean headersOnly;
    private boolean headersMissing;

    private Verify(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int code = run(arguments, System.in, out, System.err);
        out.flush();
        System.exit(code);
    }

    /** As {@code main}, without leaving the process. */
    static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        Verify verify = new Verify(out, err);
        try {
            if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
                out.print(HELP);
                return HOLDS;
            }
            verify.parse(arguments);
            return verify.verify(in);
        } catch (IllegalArgumentException e) {
            err.println("verify: " + e.getMessage());
            err.println("Try 'verify --help'.");
            return USAGE;
        }
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.equals("--headers-only")) {
                headersOnly = true;
            } else if (argument.equals("--headers-missing")) {
                headersMissing = true;
            } else if (VALUED.contains(argument)) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException(argument + " needs a value");
                }
                set(argument, arguments[i]);
            } else if (VALUED.contains(argument.replaceFirst("=.*", ""))) {
                set(argument.replaceFirst("=.*", ""), argument.replaceFirst("[^=]*=", ""));
            } else if (argument.startsWith("-") && argument.length() > 1) {
                throw new IllegalArgumentException("unknown option " + argument);
            } else {
                files.add(argument);
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("name at least one file");
        }
        if (eas != null && chain == null) {
            throw new IllegalArgumentException("--eas is asked on the chain of --rpc: give both");
        }
    }

    private void set(String option, String value) {
        switch (option) {
            case "--rpc" -> chain = ChainView.of(value);
            case "--eas" -> eas = Address.parse(value);
            default -> gateway = Address.parse(value);
        }
    }

    private int verify(InputStream in) {
        Verifier verifier = new Verifier(gateway, headersOnly, headersMissing);
        for (String file : files) {
            try (InputStream stream = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
                verifier.read(file, stream, items -> err.println(file + ": " + items + " items checked"));
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException(file + " does not exist");
            } catch (IOException e) {
                throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage());
            }
        }
        Verification result = verifier.result();
        ChainView asked = chain;
        AnchorCheck anchors = asked == null ? AnchorCheck.none(result) : AnchorCheck.of(result, asked, eas);
        if (json) {
            ResultJson.write(result, anchors, out);
        } else {
            new ResultText(out, gateway != null).print(result, anchors);
        }
        if (!result.holds() || !anchors.refuted().isEmpty()) {
            return FAILED;
        }
        return anchors.obstacle().isEmpty() ? HOLDS : USAGE;
    }
}
