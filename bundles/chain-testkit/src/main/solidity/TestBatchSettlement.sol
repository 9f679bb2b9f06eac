// SPDX-License-Identifier: Apache-2.0
// For a local chain alone: written from the interface of the canonical contract, never reviewed, not that contract. Put no money into it.
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

interface IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata data) external;
}

/// One-way channels: a payer's deposit, cumulative vouchers, claims of many channels at once, one transfer to the receiver.
contract TestBatchSettlement {
    struct ChannelConfig {
        address payer;
        address payerAuthorizer;
        address receiver;
        address receiverAuthorizer;
        address token;
        uint40 withdrawDelay;
        bytes32 salt;
    }

    struct Voucher {
        ChannelConfig channel;
        uint128 maxClaimableAmount;
    }

    struct VoucherClaim {
        Voucher voucher;
        bytes signature;
        uint128 totalClaimed;
    }

    struct Channel {
        uint128 balance;
        uint128 totalClaimed;
    }

    struct Withdrawal {
        uint128 amount;
        uint40 initiatedAt;
    }

    struct Receiver {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    error NotAllowed(address sender);
    error BadSignature();
    error BadConfig();
    error BadAmount();
    error BadNonce(uint256 expected);
    error TooMuch(bytes32 channelId, uint128 asked, uint128 most);
    error TooEarly(uint256 until);

    event Deposited(bytes32 indexed channelId, address indexed payer, uint128 amount);
    event Claimed(bytes32 indexed channelId, uint128 totalClaimed);
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
    event Refunded(bytes32 indexed channelId, uint128 amount);
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount);
    event WithdrawFinalized(bytes32 indexed channelId, uint128 amount);

    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = keccak256(
        "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    bytes32 private constant REFUND_TYPEHASH = keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    bytes32 private constant ENTRY_TYPEHASH =
        keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
    );

    mapping(bytes32 channelId => Channel) public channels;
    mapping(bytes32 channelId => Withdrawal) public pendingWithdrawals;
    mapping(bytes32 channelId => uint256) public refundNonce;
    mapping(address receiver => mapping(address token => Receiver)) public receivers;

    function deposit(ChannelConfig calldata config, uint128 amount, address collector, bytes calldata collectorData)
        external
    {
        require(
            config.payer != address(0) && config.receiver != address(0) && config.receiverAuthorizer != address(0)
                && config.withdrawDelay >= 15 minutes && config.withdrawDelay <= 30 days,
            BadConfig()
        );
        require(amount > 0, BadAmount());
        bytes32 id = getChannelId(config);
        uint256 before = IERC20(config.token).balanceOf(address(this));
        IDepositCollector(collector).collect(config.payer, config.token, amount, id, collectorData);
        require(IERC20(config.token).balanceOf(address(this)) == before + amount, BadAmount());
        channels[id].balance += amount;
        emit Deposited(id, config.payer, amount);
    }

    function claim(VoucherClaim[] calldata voucherClaims) external {
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            ChannelConfig calldata config = voucherClaims[i].voucher.channel;
            require(msg.sender == config.receiver || msg.sender == config.receiverAuthorizer, NotAllowed(msg.sender));
        }
        _claim(voucherClaims);
    }

    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature) external {
        address authorizer = ECDSA.recover(getClaimBatchDigest(voucherClaims), authorizerSignature);
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            require(voucherClaims[i].voucher.channel.receiverAuthorizer == authorizer, BadSignature());
        }
        _claim(voucherClaims);
    }

    function settle(address receiver, address token) external {
        Receiver storage account = receivers[receiver][token];
        uint128 amount = account.totalClaimed - account.totalSettled;
        account.totalSettled = account.totalClaimed;
        if (amount > 0) {
            require(IERC20(token).transfer(receiver, amount));
        }
        emit Settled(receiver, token, msg.sender, amount);
    }

    function refund(ChannelConfig calldata config, uint128 amount) external {
        require(msg.sender == config.receiver || msg.sender == config.receiverAuthorizer, NotAllowed(msg.sender));
        _refund(config, amount);
    }

    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external {
        bytes32 id = getChannelId(config);
        require(nonce == refundNonce[id], BadNonce(refundNonce[id]));
        address signer = ECDSA.recover(getRefundDigest(id, nonce, amount), receiverAuthorizerSignature);
        require(signer == config.receiverAuthorizer, BadSignature());
        _refund(config, amount);
    }

    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external {
        require(msg.sender == config.payer || msg.sender == config.payerAuthorizer, NotAllowed(msg.sender));
        bytes32 id = getChannelId(config);
        require(amount > 0 && amount <= _free(id), BadAmount());
        pendingWithdrawals[id] = Withdrawal(amount, uint40(block.timestamp));
        emit WithdrawInitiated(id, amount);
    }

    function finalizeWithdraw(ChannelConfig calldata config) external {
        bytes32 id = getChannelId(config);
        Withdrawal memory pending = pendingWithdrawals[id];
        require(pending.initiatedAt > 0, BadAmount());
        uint256 until = uint256(pending.initiatedAt) + config.withdrawDelay;
        require(block.timestamp >= until, TooEarly(until));
        delete pendingWithdrawals[id];
        uint128 free = _free(id);
        uint128 amount = pending.amount < free ? pending.amount : free;
        channels[id].balance -= amount;
        require(IERC20(config.token).transfer(config.payer, amount));
        emit WithdrawFinalized(id, amount);
    }

    function multicall(bytes[] calldata data) external returns (bytes[] memory results) {
        results = new bytes[](data.length);
        for (uint256 i = 0; i < data.length; i++) {
            (bool done, bytes memory result) = address(this).delegatecall(data[i]);
            if (!done) {
                assembly {
                    revert(add(result, 32), mload(result))
                }
            }
            results[i] = result;
        }
    }

    function getChannelId(ChannelConfig calldata config) public view returns (bytes32) {
        return _digest(
            keccak256(
                abi.encode(
                    CHANNEL_CONFIG_TYPEHASH,
                    config.payer,
                    config.payerAuthorizer,
                    config.receiver,
                    config.receiverAuthorizer,
                    config.token,
                    config.withdrawDelay,
                    config.salt
                )
            )
        );
    }

    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, maxClaimableAmount)));
    }

    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(REFUND_TYPEHASH, channelId, nonce, amount)));
    }

    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) public view returns (bytes32) {
        bytes32[] memory entries = new bytes32[](voucherClaims.length);
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            entries[i] = keccak256(
                abi.encode(
                    ENTRY_TYPEHASH,
                    getChannelId(voucherClaims[i].voucher.channel),
                    voucherClaims[i].voucher.maxClaimableAmount,
                    voucherClaims[i].totalClaimed
                )
            );
        }
        return _digest(keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(entries)))));
    }

    /// One that is not higher is skipped; one over its ceiling or its balance reverts all.
    function _claim(VoucherClaim[] calldata voucherClaims) private {
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            Voucher calldata voucher = voucherClaims[i].voucher;
            ChannelConfig calldata config = voucher.channel;
            bytes32 id = getChannelId(config);
            address signer = ECDSA.recover(
                getVoucherDigest(id, voucher.maxClaimableAmount), voucherClaims[i].signature
            );
            address authorizer = config.payerAuthorizer == address(0) ? config.payer : config.payerAuthorizer;
            require(signer == authorizer, BadSignature());
            Channel storage channel = channels[id];
            uint128 total = voucherClaims[i].totalClaimed;
            if (total <= channel.totalClaimed) {
                continue;
            }
            require(total <= voucher.maxClaimableAmount, TooMuch(id, total, voucher.maxClaimableAmount));
            require(total <= channel.balance, TooMuch(id, total, channel.balance));
            receivers[config.receiver][config.token].totalClaimed += total - channel.totalClaimed;
            channel.totalClaimed = total;
            emit Claimed(id, total);
        }
    }

    function _refund(ChannelConfig calldata config, uint128 asked) private {
        bytes32 id = getChannelId(config);
        uint128 free = _free(id);
        uint128 amount = asked < free ? asked : free;
        require(amount > 0, BadAmount());
        refundNonce[id]++;
        channels[id].balance -= amount;
        delete pendingWithdrawals[id];
        require(IERC20(config.token).transfer(config.payer, amount));
        emit Refunded(id, amount);
    }

    function _free(bytes32 id) private view returns (uint128) {
        return channels[id].balance - channels[id].totalClaimed;
    }

    /// Computed at each call: the code is set at an address that it was not deployed to.
    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPEHASH, keccak256("x402 Batch Settlement"), keccak256("1"), block.chainid, address(this)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
