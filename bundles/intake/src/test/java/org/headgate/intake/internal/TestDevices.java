package org.headgate.intake.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.device.Devices;

/** Adopts all, and notes who was seen. */
final class TestDevices implements Devices {
    final List<Seen> seen = new CopyOnWriteArrayList<>();

    @Override
    public boolean isAdopted(String urn) {
        return false;
    }

    @Override
    public boolean adopted(String urn, String profile) {
        return true;
    }

    @Override
    public void seen(Seen one) {
        seen.add(one);
    }

    @Override
    public List<Device> list() {
        return List.of();
    }

    @Override
    public Optional<Device> find(String urnOrName) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Device> adopt(String urn) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(urn));
    }

    @Override
    public CompletionStage<Boolean> forget(String urn) {
        return CompletableFuture.completedFuture(false);
    }
}
