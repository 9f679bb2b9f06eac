package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.headgate.api.batch.Signer;
import org.junit.jupiter.api.Test;

/** Of web3j the bundle embeds what it needs: a transaction is signed with the bundle's own classes alone, as in the framework. */
class EmbeddedTest {
    private static final Path BUNDLE = Path.of("target/classes");
    private static final String INTERNAL = "org.headgate.chain.evm.internal.";

    @Test
    void transaction_signedByTheBundleAlone_isThatOfAllOfWeb3j() throws Exception {
        Fees fees = new Fees(BigInteger.TWO, BigInteger.ONE);
        Order order = new Order("", Bench.SELLER, new byte[] {1, 2}, new byte[0], new Order.Refusals("", "", ""));
        byte[] expected = Envelope.sign(8_453, 7, 21_000, fees, order, Bench.SIGNER);

        ClassLoader bundle = new BundleClasses();
        Class<?> feesType = bundle.loadClass(INTERNAL + "Fees");
        Class<?> orderType = bundle.loadClass(INTERNAL + "Order");
        Class<?> refusalsType = bundle.loadClass(INTERNAL + "Order$Refusals");
        Method sign = bundle.loadClass(INTERNAL + "Envelope")
                .getDeclaredMethod("sign", long.class, long.class, long.class, feesType, orderType, Signer.class);
        sign.setAccessible(true);

        Object signed = sign.invoke(
                null,
                8_453L,
                7L,
                21_000L,
                make(feesType, BigInteger.TWO, BigInteger.ONE),
                make(orderType, "", Bench.SELLER, new byte[] {1, 2}, new byte[0], make(refusalsType, "", "", "")),
                Bench.SIGNER);

        assertThat(signed).isEqualTo(expected);
    }

    private static Object make(Class<?> type, Object... values) throws Exception {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    /** Web3j and the bundle's own from the bundle, the rest from where tests have it. */
    private static final class BundleClasses extends ClassLoader {
        BundleClasses() {
            super(EmbeddedTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.web3j.") && !name.startsWith("org.headgate.chain.evm.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try {
                byte[] code = Files.readAllBytes(BUNDLE.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, code, 0, code.length);
            } catch (NoSuchFileException e) {
                throw new ClassNotFoundException(name + " is not in the bundle", e);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
