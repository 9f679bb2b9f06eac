package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.web3j.utils.Numeric;

/** One question in the words of the Ethereum JSON-RPC (execution-apis). */
record Call(String method, ArrayNode parameters) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static Call chainId() {
        return new Call("eth_chainId", JSON.arrayNode());
    }

    static Call block() {
        return new Call("eth_getBlockByNumber", JSON.arrayNode().add("latest").add(false));
    }

    static Call code(Address at) {
        return new Call("eth_getCode", JSON.arrayNode().add(at.toString()).add("latest"));
    }

    static Call balance(Address of) {
        return new Call("eth_getBalance", JSON.arrayNode().add(of.toString()).add("latest"));
    }

    /** @param at {@code latest} for what is in blocks, {@code pending} for what waits, too */
    static Call transactionCount(Address of, String at) {
        return new Call(
                "eth_getTransactionCount", JSON.arrayNode().add(of.toString()).add(at));
    }

    static Call priorityFee() {
        return new Call("eth_maxPriorityFeePerGas", JSON.arrayNode());
    }

    /** Base fee and priority fee together. */
    static Call gasPrice() {
        return new Call("eth_gasPrice", JSON.arrayNode());
    }

    /** Whether it can be done without. */
    boolean isOptional() {
        return method.equals("eth_maxPriorityFeePerGas") || method.equals("eth_gasPrice");
    }

    static Call view(Address from, Address to, byte[] data) {
        return new Call(
                "eth_call", JSON.arrayNode().add(message(from, to, data)).add("latest"));
    }

    static Call estimate(Address from, Address to, byte[] data) {
        return new Call("eth_estimateGas", JSON.arrayNode().add(message(from, to, data)));
    }

    static Call receipt(Hash transaction) {
        return new Call("eth_getTransactionReceipt", JSON.arrayNode().add(transaction.toString()));
    }

    /** Logs of a contract with these topics, in blocks from one to another. */
    static Call logs(Address of, List<Hash> topics, long from, long to) {
        ObjectNode filter = JSON.objectNode()
                .put("address", of.toString())
                .put("fromBlock", "0x" + Long.toHexString(from))
                .put("toBlock", "0x" + Long.toHexString(to));
        ArrayNode wanted = filter.putArray("topics");
        topics.forEach(topic -> wanted.add(topic.toString()));
        return new Call("eth_getLogs", JSON.arrayNode().add(filter));
    }

    static Call send(byte[] signed) {
        return new Call("eth_sendRawTransaction", JSON.arrayNode().add(hex(signed)));
    }

    ObjectNode json(int id) {
        ObjectNode request =
                JSON.objectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        request.set("params", parameters);
        return request;
    }

    static BigInteger quantity(String hex) {
        return Numeric.decodeQuantity(hex);
    }

    private static ObjectNode message(Address from, Address to, byte[] data) {
        return JSON.objectNode()
                .put("from", from.toString())
                .put("to", to.toString())
                .put("data", hex(data));
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
