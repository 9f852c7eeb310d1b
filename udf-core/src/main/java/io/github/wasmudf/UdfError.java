package io.github.wasmudf;

/**
 * Everything that can go wrong, one constant per SQLSTATE.
 *
 * <p>The SQLSTATE is what applications test for; the number is the vendor code of the {@code
 * SQLException}. Both never change once released. Classes 22 and 42 are the standard's data and
 * syntax classes; class 38 is its "external routine exception", of which {@code 38W..} are ours.
 */
public enum UdfError {
  /** No plugin, export or version of that name. */
  NOT_FOUND("42883", 38101, Category.CALLER),
  /** The name is taken already. */
  NAME_TAKEN("42710", 38102, Category.CALLER),
  /** The caller may not do this. */
  NOT_ALLOWED("42501", 38103, Category.CALLER),
  /** The bytes are not a WebAssembly module that an engine here accepts. */
  INVALID_MODULE("22W01", 38104, Category.MODULE),
  /** A valid module, but of no plugin system known here. */
  UNKNOWN_ABI("22W02", 38105, Category.MODULE),
  /** An import that nobody provides, or provides with another type. */
  BAD_IMPORT("22W03", 38106, Category.MODULE),
  /** A manifest, an option or a parameter cannot be used. */
  BAD_OPTION("22W04", 38107, Category.CALLER),
  /** The plugin trapped. */
  TRAP("38W01", 38108, Category.GUEST),
  /** The plugin refused the input. */
  REFUSED("38W02", 38109, Category.GUEST),
  /** One call took longer than it may. */
  TIME_LIMIT("38W03", 38110, Category.LIMIT),
  /** Guest memory, result size or the number of instances passed its limit. */
  MEMORY_LIMIT("38W04", 38111, Category.LIMIT),
  /** The plugin answered a pointer or a length outside its memory. */
  BAD_POINTER("38W05", 38112, Category.GUEST),
  /** The plugin used a capability that it was not granted. */
  NOT_GRANTED("38W06", 38113, Category.GUEST),
  /** Text was due, and the bytes are not valid UTF-8. */
  INVALID_TEXT("22021", 38114, Category.GUEST),
  /** The result has not the JSON or row shape that was declared. */
  BAD_RESULT("22032", 38115, Category.GUEST),
  /** A statement or a request that the plugin asked its host for failed. */
  SERVICE_FAILED("38W07", 38120, Category.GUEST),
  /** The database cancelled the statement, or its time was over. */
  CANCELLED("57014", 38116, Category.LIMIT),
  /** An argument of SQL has not the form of the type that the function takes. */
  BAD_ARGUMENT("22018", 38119, Category.CALLER),
  /** The database has nothing that it could be. */
  NOT_SUPPORTED("0A000", 38121, Category.CALLER),
  /** Something else depends on it. */
  IN_USE("2BP01", 38118, Category.CALLER),
  /** A fault of this library or of its surroundings. */
  INTERNAL("HY000", 38117, Category.HOST);

  /** Who has to do something about an error. */
  public enum Category {
    /** The SQL statement or its author. */
    CALLER,
    /** The module that was to be registered. */
    MODULE,
    /** The plugin's code while it ran. */
    GUEST,
    /** Nobody; a limit did its work. */
    LIMIT,
    /** Us, or the machine. */
    HOST
  }

  private final String sqlState;
  private final int number;
  private final Category category;

  UdfError(String sqlState, int number, Category category) {
    this.sqlState = sqlState;
    this.number = number;
    this.category = category;
  }

  /** The five characters for {@code SQLException.getSQLState()}. */
  public String sqlState() {
    return sqlState;
  }

  /** The vendor code for {@code SQLException.getErrorCode()}. */
  public int number() {
    return number;
  }

  /** Who has to act. */
  public Category category() {
    return category;
  }
}
