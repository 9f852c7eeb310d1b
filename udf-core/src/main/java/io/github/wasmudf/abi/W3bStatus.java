package io.github.wasmudf.abi;

/** What w3bstream's host answers to its guests, and they to it ({@code abis.md} 3.2). */
enum W3bStatus {
  OK(0, "OK"),
  UNEXPORTED_HANDLER(1, "UnexportedHandler"),
  RESOURCE_NOT_FOUND(2, "ResourceNotFound"),
  IMPORT_NOT_FOUND(3, "ImportNotFound"),
  IMPORT_CALL_FAILED(4, "ImportCallFailed"),
  DATA_TO_GUEST_FAILED(5, "TransDataToVMFailed"),
  DATA_FROM_GUEST_FAILED(6, "TransDataFromVMFailed"),
  HOST_INTERNAL(7, "HostInternal"),
  NO_SUCH_KEY(8, "EnvKeyNotFound"),
  NO_DATABASE(9, "NoDBContext"),
  ILLEGAL_PARAMETER(10, "ParamIllegal"),
  FAILED(-1, "Failed");

  private final int code;
  private final String title;

  W3bStatus(int code, String title) {
    this.code = code;
    this.title = title;
  }

  int code() {
    return code;
  }

  /** Such as {@code "-1 (Failed)"}; the number alone where it is none of these. */
  static String words(int code) {
    for (W3bStatus status : values()) {
      if (status.code == code) {
        return code + " (" + status.title + ")";
      }
    }
    return Integer.toString(code);
  }
}
