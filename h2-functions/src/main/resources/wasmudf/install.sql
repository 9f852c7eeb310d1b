-- Installs wasm-udf in an H2 database. Run by an administrator, as often as you like:
--   jdbc:h2:...;INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'
-- Everything it creates persists; later connections work without INIT.

RUNSCRIPT FROM 'classpath:/wasmudf/tables.sql';

CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_REGISTER FOR 'io.github.wasmudf.h2.WasmAdministration.register';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_REGISTER_FROM FOR 'io.github.wasmudf.h2.WasmAdministration.registerFrom';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_ACTIVATE FOR 'io.github.wasmudf.h2.WasmAdministration.activate';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_UNREGISTER FOR 'io.github.wasmudf.h2.WasmAdministration.unregister';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_GRANT FOR 'io.github.wasmudf.h2.WasmAdministration.grant';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_REVOKE FOR 'io.github.wasmudf.h2.WasmAdministration.revoke';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_SET_POLICY FOR 'io.github.wasmudf.h2.WasmAdministration.setPolicy';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_VALIDATE FOR 'io.github.wasmudf.h2.WasmTables.validate';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_INSTANCES FOR 'io.github.wasmudf.h2.WasmTables.instances';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_STATS FOR 'io.github.wasmudf.h2.WasmTables.statistics';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_LOG FOR 'io.github.wasmudf.h2.WasmTables.log';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_TRANSFORM FOR 'io.github.wasmudf.h2.WasmFunctions.transform';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_TRANSFORM_BINARY FOR 'io.github.wasmudf.h2.WasmFunctions.transformBinary';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_TRANSFORM_BLOB FOR 'io.github.wasmudf.h2.WasmFunctions.transformBlob';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_TRANSFORM_CLOB FOR 'io.github.wasmudf.h2.WasmFunctions.transformClob';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_CALL FOR 'io.github.wasmudf.h2.WasmCalls.call';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_CALL_BINARY FOR 'io.github.wasmudf.h2.WasmCalls.callBinary';
CREATE ALIAS IF NOT EXISTS PUBLIC.WASM_TABLE FOR 'io.github.wasmudf.h2.TableFunctions.table';

CREATE VIEW IF NOT EXISTS WASM.PLUGINS AS
SELECT PLUGIN, VERSION, ACTIVE, ABI, ENGINE, SHA256, BYTES, SELF_NAME, SELF_VERSION, DESCRIPTION,
  OPTIONS, OWNER, REGISTERED_AT, GRANTEES
FROM WASM.PLUGIN;

CREATE VIEW IF NOT EXISTS WASM.INSTANCES AS
SELECT SESSION_ID, PLUGIN, VERSION, ENGINE, REASON, INSTANCES, MEMORY_BYTES FROM PUBLIC.WASM_INSTANCES();

CREATE VIEW IF NOT EXISTS WASM.STATS AS
SELECT PLUGIN, VERSION, FUNCTION_NAME, USER_NAME, CALLS, ROWS, ERRORS, NANOS FROM PUBLIC.WASM_STATS();

CREATE VIEW IF NOT EXISTS WASM.LOG AS
SELECT PLUGIN, VERSION, LOGGED_AT, USER_NAME, SESSION_ID, LEVEL, LINE FROM PUBLIC.WASM_LOG();

-- Only where it is missing: H2 writes a grant anew each time, and connections that open at once then
-- get into each other's way. (Something that does nothing must be said instead.)
EXECUTE IMMEDIATE (
  SELECT CASE COUNT(*) WHEN 4 THEN 'CREATE SCHEMA IF NOT EXISTS WASM'
    ELSE 'GRANT SELECT ON WASM.PLUGINS, WASM.INSTANCES, WASM.STATS, WASM.LOG TO PUBLIC' END
  FROM INFORMATION_SCHEMA.TABLE_PRIVILEGES
  WHERE UPPER(GRANTEE) = 'PUBLIC' AND UPPER(TABLE_SCHEMA) = 'WASM'
    AND UPPER(TABLE_NAME) IN ('PLUGINS', 'INSTANCES', 'STATS', 'LOG') AND PRIVILEGE_TYPE = 'SELECT');
