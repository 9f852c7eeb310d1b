package io.github.wasmudf.h2;

import io.github.wasmudf.testing.Guests;

/** A guest of w3bstream that asks a node of a chain. */
final class ChainGuest {
  /** Hands its input over to an import, and answers what comes of it. */
  private static final byte[] MODULE =
      Guests.w3bstream(
          """
          (import "env" "ws_call_contract"
            (func $call (param i32 i32 i32 i32 i32) (result i32)))
          (import "env" "ws_send_tx" (func $send (param i32 i32 i32 i32) (result i32)))
          (import "env" "ws_send_tx_with_operator"
            (func $send_as (param i32 i32 i32 i32 i32) (result i32)))
          """,
          """
          (func $input (param $rid i32)
            (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12))))
          (func $answer (param $rid i32) (param $status i32) (result i32)
            (if (local.get $status) (then (return (local.get $status))))
            (call $set (local.get $rid) (i32.load (i32.const 16)) (i32.load (i32.const 20))))
          (func (export "call") (param $rid i32) (result i32)
            (call $input (local.get $rid))
            (call $answer (local.get $rid)
              (call $call (i32.const 4690) (i32.load (i32.const 8)) (i32.load (i32.const 12))
                (i32.const 16) (i32.const 20))))
          (func (export "send") (param $rid i32) (result i32)
            (call $input (local.get $rid))
            (call $answer (local.get $rid)
              (call $send (i32.load (i32.const 8)) (i32.load (i32.const 12))
                (i32.const 16) (i32.const 20))))
          (func (export "send_as") (param $rid i32) (result i32)
            (call $input (local.get $rid))
            (call $answer (local.get $rid)
              (call $send_as (i32.const 4690) (i32.load (i32.const 8)) (i32.load (i32.const 12))
                (i32.const 16) (i32.const 20))))
          """);

  private ChainGuest() {}

  static byte[] module() {
    return MODULE;
  }

  /**
   * What it is registered with.
   *
   * @param host with a port
   * @param from the usual account
   * @param boss the account of the operator of that name
   * @param capabilities in JSON, without braces
   */
  static String options(String host, String from, String boss, String capabilities) {
    return """
        {"config": {"chains": {"4690":
          {"url": "http://%s/", "from": "%s", "operators": {"boss": "%s"}}}},
         "capabilities": {%s}}
        """
        .formatted(host, from, boss, capabilities);
  }
}
