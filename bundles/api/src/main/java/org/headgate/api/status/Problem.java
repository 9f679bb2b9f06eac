package org.headgate.api.status;

/**
 * Something that the operator should know.
 *
 * @param code stable, lower case with underscores
 * @param reason what happened, and why, with the observed value and the threshold where there is one
 * @param remedy what to do next
 * @param degrades whether the gateway is {@code degraded} because of it; otherwise it is a warning
 */
public record Problem(String code, String reason, String remedy, boolean degrades) {}
