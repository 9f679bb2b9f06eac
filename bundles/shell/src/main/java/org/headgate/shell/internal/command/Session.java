package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.service.Gateway;
import org.headgate.shell.internal.text.Times;

/** One command under way: who asks, what there is to ask, and where the answer goes. For one thread. */
public final class Session {
    private static final long PATIENCE_SECONDS = 60;

    private final Gateway gateway;
    private final Request request;
    private final Answer answer;
    private final PrintStream out;
    private final PrintStream err;
    private final List<Runnable> afterwards = new ArrayList<>();

    public Session(Gateway gateway, Request request, Answer answer) {
        this.gateway = gateway;
        this.request = request;
        this.answer = answer;
        this.out = new PrintStream(answer.out(), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(answer.err(), true, StandardCharsets.UTF_8);
    }

    Gateway gateway() {
        return gateway;
    }

    /** The service, or in plain words what is missing. */
    <T> T need(Class<T> service) throws Refusal {
        return gateway.find(service).orElseThrow(() -> {
            String bundle = Owners.of(service);
            return new Refusal(
                    "this needs the bundle " + bundle + ", which is not active here",
                    "it comes with the feature '" + Owners.feature(bundle)
                            + "' (key 'features' in conf/headgate.cfg); if that is installed, this says why it does not work: "
                            + line("status"));
        });
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** For bytes. */
    OutputStream raw() {
        out.flush();
        return answer.out();
    }

    void file(Path path, boolean secret, Answer.Body body) throws IOException, Refusal {
        answer.file(path, secret, body);
    }

    /** As the operator means it: relative to where the command was typed. */
    Path path(String given) {
        return Path.of(request.folder()).resolve(given).normalize();
    }

    /** 0 where there is no terminal. */
    int width() {
        return request.width();
    }

    Times times() {
        return new Times(zone());
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(request.zone());
        } catch (java.time.DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    /** A command line that the operator can copy. */
    String line(String command) {
        return request.program() + " " + command + request.homeOption();
    }

    /** Waits until it is synced. */
    <T> T await(CompletionStage<T> stage) throws Refusal, InterruptedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(
                    "not done after " + PATIENCE_SECONDS + " s: the disk is slow, or stuck",
                    "look at `" + line("status") + "` before you try again: it may still be done");
        } catch (ExecutionException e) {
            throw Failures.refusal(e.getCause());
        }
    }

    /** Fails where the one who asked is gone. */
    void alive() throws IOException {
        answer.err().write(new byte[0]);
        answer.err().flush();
    }

    /** To be run once the answer has been sent. */
    void afterwards(Runnable task) {
        afterwards.add(task);
    }

    void finish() {
        out.flush();
        err.flush();
    }

    public void runAfterwards() {
        afterwards.forEach(Runnable::run);
    }
}
