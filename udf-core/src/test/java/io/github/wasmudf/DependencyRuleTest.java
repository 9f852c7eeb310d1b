package io.github.wasmudf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's one rule for dependencies, as far as it lies inside the core. */
@AnalyzeClasses(
    packages = "io.github.wasmudf",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRuleTest {
  @ArchTest
  static final ArchRule CORE_KNOWS_NO_DATABASE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.apache.calcite..");

  @ArchTest
  static final ArchRule ENGINES_KNOW_NO_ABI_CATALOG_OR_POOL =
      noClasses()
          .that()
          .resideInAPackage("..wasmudf.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..wasmudf.abi..", "..wasmudf.catalog..", "..wasmudf.pool..");

  @ArchTest
  static final ArchRule NOBODY_NAMES_AN_ENGINE =
      noClasses()
          .that()
          .resideOutsideOfPackages("..wasmudf.engine.wasmtime..", "..wasmudf.engine.endive..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..wasmudf.engine.wasmtime..",
              "..wasmudf.engine.endive..",
              "io.github.kawamuray..",
              "run.endive..");

  @ArchTest
  static final ArchRule ENGINES_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("..wasmudf.engine.wasmtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..wasmudf.engine.endive..", "run.endive..");

  @ArchTest
  static final ArchRule POOL_KNOWS_NOT_WHAT_IT_POOLS =
      noClasses()
          .that()
          .resideInAPackage("..wasmudf.pool..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..wasmudf.engine..", "..wasmudf.abi..", "..wasmudf.catalog..", "..wasmudf.host..");

  @ArchTest
  static final ArchRule SOURCE_KNOWS_NOT_WHAT_IT_READS =
      noClasses()
          .that()
          .resideInAPackage("..wasmudf.source..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..wasmudf.engine..",
              "..wasmudf.abi..",
              "..wasmudf.catalog..",
              "..wasmudf.pool..",
              "..wasmudf.host..");

  @ArchTest
  static final ArchRule CATALOG_CALLS_NO_PLUGIN =
      noClasses()
          .that()
          .resideInAPackage("..wasmudf.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..wasmudf.abi..", "..wasmudf.pool..");
}
