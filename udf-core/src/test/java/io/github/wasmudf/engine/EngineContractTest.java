package io.github.wasmudf.engine;

/** What holds for every engine; each has a subclass that names it. */
abstract class EngineContractTest
    implements CallContract,
        BytesContract,
        RowsContract,
        StatesContract,
        NumbersContract,
        FaultContract,
        HostedContract,
        HostFunctionsContract,
        ImportContract,
        WasiContract {}
