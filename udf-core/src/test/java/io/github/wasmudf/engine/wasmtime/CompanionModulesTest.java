package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmFunctionError;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.HostCalls;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ModuleImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the companion modules promise and the engine does not use yet, or cannot show. */
class CompanionModulesTest {
  private static final byte[] NO_PLUGIN = Wat2Wasm.parse("(module)");

  private final Wasmtime wasmtime = Objects.requireNonNull(NativeLibrary.get().wasmtime());

  @Test
  void random_isChaCha20WithFastKeyErasure() throws GeneralSecurityException {
    byte[] key = new byte[RANDOM_KEY_BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 7);
    }
    try (Lane lane = wasmtime.newLane(NO_PLUGIN);
        Store<Void> store = lane.newStore()) {
      Instance control = new Instance(store, lane.companion(CompanionModule.CONTROL), List.of());
      try (Memory memory = control.getMemory(store, "memory").orElseThrow();
          Func random = control.getFunc(store, "random").orElseThrow()) {
        ByteBuffer buffer = memory.buffer(store).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(RANDOM_KEY, key);
        buffer.putInt(GRANTS, GRANT_RANDOM);
        for (int block = 0; block < 3; block++) {
          byte[] expected = chaCha20Block(key);
          ByteBuffer told = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < 4; i++) {
            told.putLong(random.call(store)[0].i64());
          }
          assertThat(told.array()).isEqualTo(Arrays.copyOfRange(expected, 32, 64));
          key = Arrays.copyOf(expected, 32);
        }
      }
      control.dispose();
    }
  }

  private static byte[] chaCha20Block(byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key, "ChaCha20"),
        new ChaCha20ParameterSpec(new byte[12], 0));
    return cipher.doFinal(new byte[64]);
  }

  /** Doubles the first byte; refuses an empty input, traps on 99, answers rubbish on 98. */
  private static final String ROWS_GUEST =
      """
      (module
        (memory (export "memory") 1)
        (func (export "alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "transform") (param i32 i32) (result i64)
          (local $byte i32)
          (if (i32.eqz (local.get 1)) (then (return (i64.const 0))))
          (local.set $byte (i32.load8_u (local.get 0)))
          (if (i32.eq (local.get $byte) (i32.const 99)) (then (unreachable)))
          (if (i32.eq (local.get $byte) (i32.const 98)) (then (return (i64.const -1))))
          (i32.store8 (local.get 0) (i32.mul (local.get $byte) (i32.const 2)))
          (i64.const 0x400_0000_0001)))
      """;

  @Test
  void driver_runsRows_andStopsAtTheOneThatIsNotDone() {
    ModuleImage image = ModuleImage.of(Wat2Wasm.parse(ROWS_GUEST));
    try (Lane lane = wasmtime.newLane(image.bytes());
        GuestStore store = open(lane, image)) {
      Func driver = store.bind(new BytesProtocol("alloc", "transform", null)).run();
      ByteBuffer buffer = store.controlBuffer().order(ByteOrder.LITTLE_ENDIAN);
      layOut(buffer, 1, -1, 2, 99, 3, 98, 4);

      store.run(driver);
      assertThat(buffer.getInt(CURRENT_ROW)).isEqualTo(1);
      assertThat(buffer.getInt(STATUS)).isEqualTo(STATUS_FUNCTION_REFUSED);
      assertThat(result(buffer, 0)).isEqualTo(2);

      runFrom(buffer, 2);
      assertThatThrownBy(() -> store.run(driver)).isInstanceOf(WasmFunctionError.class);
      assertThat(buffer.getInt(CURRENT_ROW)).isEqualTo(3);
      assertThat(buffer.getInt(PHASE)).isEqualTo(PHASE_FUNCTION);
      assertThat(buffer.getInt(STATUS)).isEqualTo(STATUS_NONE);
      assertThat(result(buffer, 2)).isEqualTo(4);

      runFrom(buffer, 4);
      store.run(driver);
      assertThat(buffer.getInt(CURRENT_ROW)).isEqualTo(5);
      assertThat(buffer.getInt(STATUS)).isEqualTo(STATUS_BAD_RESULT);
      assertThat(buffer.getLong(REFUSED_AT)).isEqualTo(-1);
      assertThat(result(buffer, 4)).isEqualTo(6);

      runFrom(buffer, 6);
      store.run(driver);
      assertThat(buffer.getInt(CURRENT_ROW)).isEqualTo(7);
      assertThat(buffer.getInt(STATUS)).isEqualTo(STATUS_NONE);
      assertThat(result(buffer, 6)).isEqualTo(8);
      assertThat(buffer.getInt(GUEST_PAGES)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {OUTPUT_BOUND, PAGES_BOUND})
  void driver_stopsBetweenRows_atABoundOfTheHosts(int bound) {
    ModuleImage image = ModuleImage.of(Wat2Wasm.parse(ROWS_GUEST));
    try (Lane lane = wasmtime.newLane(image.bytes());
        GuestStore store = open(lane, image)) {
      Func driver = store.bind(new BytesProtocol("alloc", "transform", null)).run();
      ByteBuffer buffer = store.controlBuffer().order(ByteOrder.LITTLE_ENDIAN);
      layOut(buffer, 1, 2, 3);
      buffer.putInt(bound, 0);
      for (int row = 0; row < 3; row++) {
        store.run(driver);
        assertThat(buffer.getInt(CURRENT_ROW)).isEqualTo(row + 1);
        assertThat(buffer.getInt(STATUS)).isEqualTo(STATUS_NONE);
        assertThat(result(buffer, row)).isEqualTo(2 * row + 2);
      }
    }
  }

  private static GuestStore open(Lane lane, ModuleImage image) {
    GuestImports imports = GuestImports.ofWasi(image.outline());
    HostCalls none = new HostCalls(HostFunctions.NONE);
    return GuestStore.open(lane, imports, new HostDoor(none, imports, image.outline(), 1 << 20));
  }

  private static void runFrom(ByteBuffer buffer, int row) {
    buffer.putInt(CURRENT_ROW, row);
    buffer.putInt(STATUS, STATUS_NONE);
  }

  /** Rows of one byte each; a negative one is an empty row. */
  private static void layOut(ByteBuffer buffer, int... rows) {
    for (int i = 0; i < rows.length; i++) {
      int record = ROWS + i * ROW_BYTES;
      buffer.putInt(record + ROW_INPUT_AT, DATA + i);
      buffer.putInt(record + ROW_INPUT_LENGTH, rows[i] < 0 ? 0 : 1);
      buffer.put(DATA + i, (byte) rows[i]);
    }
    buffer.putInt(ROW_COUNT, rows.length);
    buffer.putInt(RESULT_LIMIT, 100);
    buffer.putInt(OUTPUT_AT, DATA + 64);
    buffer.putInt(OUTPUT_BOUND, DATA + 1_000);
    buffer.putInt(PAGES_BOUND, 100);
    runFrom(buffer, 0);
  }

  private static int result(ByteBuffer buffer, int row) {
    int record = ROWS + row * ROW_BYTES;
    assertThat(buffer.getInt(CURRENT_ROW)).isGreaterThan(row);
    assertThat(buffer.getInt(record + ROW_OUTPUT_LENGTH)).isEqualTo(1);
    return buffer.get(buffer.getInt(record + ROW_OUTPUT_AT));
  }
}
