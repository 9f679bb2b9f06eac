module.exports = {
    uiHost: "127.0.0.1",
    disableEditor: true,
    telemetry: { enabled: false },
    logging: { console: { level: "warn", metrics: false, audit: false } },
    externalModules: { autoInstall: false },
};
